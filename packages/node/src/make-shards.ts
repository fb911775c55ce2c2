import { join } from 'node:path'
import {
  InvalidOptionError,
  checkEdit,
  resolveGenerateOptions,
  type ModelManifest,
  type ResolvedGenerateOptions,
  type ImageFormat,
} from '@facegan/core'
import { writeAtomically, type AtomicFile } from './atomic-file.ts'
import { checkEncoding, type EncodeOptions } from './encode.ts'
import { openShardFolder, removeLeftovers } from './shard-folder.ts'
import { indexNameOf, shardIndex } from './shard-index.ts'
import { planShards, shardName, shardPattern, type ShardPlan } from './shard-plan.ts'
import { sharedGenerator } from './shared-generator.ts'
import { splitOptions } from './split-options.ts'
import { tarFaces } from './tar-faces.ts'
import type { WriteShardsOptions, WrittenShard, WrittenShards } from './shard-options.ts'
import { checkIndexOptions } from './written-face.ts'

/** See `writeShards`. */
export async function makeShards(folder: string, options: WriteShardsOptions): Promise<WrittenShards> {
  const { format = 'png', quality, lossless, shardSize = 10_000, part, index, latents, ...faces } = options
  checkEncoding(format, { quality, lossless })
  checkIndexOptions({ index, latents })
  const { load, generate } = splitOptions({ ...faces, seeds: faces.seeds ?? fromZero(faces.count) })
  const wanted = resolveGenerateOptions(generate)
  const twin = wanted.seeds.twin() // two samples of one name, one behind the other, are one broken sample to WebDataset
  if (twin !== undefined)
    throw new InvalidOptionError('seeds', 'different from one to the next in shards', twin)
  const plan = planShards(wanted.seeds, shardSize, part)
  const generator = await sharedGenerator(load)
  const { manifest, device } = generator
  checkEdit(wanted.edit, manifest, wanted.beyond)

  const picture = { format, quality, lossless }
  const there = await openShardFolder(folder, describe(manifest, wanted, plan, shardSize, picture))
  const kept = new Set(there)
  const shards: WrittenShard[] = []
  let done = 0
  for (let shard = plan.begin; shard < plan.end; shard++) {
    const file = shardName(shard)
    const seeds = plan.seedsOf(shard)
    if (!kept.has(file)) {
      const { count: _, ...settings } = generate
      // a stream of its own: batches begin where the shard does, however the run came here
      const stream = generator.stream({
        ...settings,
        seeds,
        onProgress: (now) => wanted.onProgress?.({ done: done + now.done, total: plan.faces }),
      })
      const fill = async (tar: AtomicFile) => {
        for await (const block of tarFaces(stream, picture)) await tar.write(block)
      }
      await writeAtomically(join(folder, file), fill, { synced: true })
      await removeLeftovers(folder, file, there)
    }
    done += seeds.length
    if (kept.has(file)) wanted.onProgress?.({ done, total: plan.faces })
    shards.push({ file, faces: seeds.length, kept: kept.has(file) })
  }
  if (index) {
    const lines = shardIndex(plan, wanted, manifest, format, latents === true)
    const fill = async (file: AtomicFile) => {
      for (const some of lines) await file.write(some)
    }
    await writeAtomically(join(folder, indexNameOf(part)), fill, { synced: true })
  }
  return { device, model: manifest.name, pattern: shardPattern(plan), shards }
}

function fromZero(count: number | undefined): string {
  return count === undefined ? '0' : `0-${count - 1}`
}

function describe(
  { name, files, image }: ModelManifest,
  { seeds, truncation, edit }: ResolvedGenerateOptions,
  { shardCount }: ShardPlan,
  shardSize: number,
  { format, quality, lossless }: EncodeOptions & { format: ImageFormat },
) {
  return {
    format: 'facegan-shards',
    formatVersion: 1,
    faces: seeds.length,
    shards: shardCount,
    shardSize,
    seeds: String(seeds),
    truncation,
    ...(edit ? { edit } : {}),
    picture: { format, ...(quality === undefined ? {} : { quality }), ...(lossless ? { lossless } : {}) },
    width: image.width,
    height: image.height,
    model: name,
    modelSha256: files.generator.sha256,
  }
}
