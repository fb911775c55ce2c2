import { join } from 'node:path'
import {
  InvalidOptionError,
  checkEdit,
  resolveGenerateOptions,
  type ModelManifest,
  type ResolvedGenerateOptions,
} from '@facegan/core'
import { writeAtomically, type AtomicFile } from './atomic-file.ts'
import type { ConcreteDevice } from './devices.ts'
import { checkEncoding, type EncodeOptions, type ImageFormat } from './encode.ts'
import { openShardFolder, removeLeftovers } from './shard-folder.ts'
import { indexNameOf, shardIndex } from './shard-index.ts'
import { planShards, shardName, shardPattern, type Part, type ShardPlan } from './shard-plan.ts'
import { sharedGenerator } from './shared-generator.ts'
import { splitOptions, type GenerateFacesOptions } from './split-options.ts'
import { tarFaces } from './tar-faces.ts'
import { checkIndexOptions, type IndexOptions } from './written-face.ts'

/**
 * `seeds` count up from 0 unless they are given, so that a second start goes on with the same faces. The index is
 * `index.ndjson`, or `index-2-of-8.ndjson` for a part, and is there when all its shards are.
 */
export interface WriteShardsOptions extends GenerateFacesOptions, EncodeOptions, IndexOptions {
  /** Of the pictures in the shards. @default 'png' */
  readonly format?: ImageFormat | undefined
  /** Faces in a shard. Integer from 1 to 1,000,000. @default 10,000 */
  readonly shardSize?: number | undefined
  /** Makes only this part of the shards; several machines can take one each. @default all */
  readonly part?: Part | undefined
}

export interface WrittenShards {
  readonly device: ConcreteDevice
  /** Name of the model. */
  readonly model: string
  /** The shards as WebDataset and bash expand them: `faces-{000000..000099}.tar`. */
  readonly pattern: string
  readonly shards: readonly WrittenShard[]
}

export interface WrittenShard {
  readonly file: string
  readonly faces: number
  /** It was there already, from an earlier run. */
  readonly kept: boolean
}

/**
 * Writes faces as WebDataset shards, `faces-000000.tar` and up, in constant memory however many they are. A shard has its name once it is whole
 * and synced; a second start with the same options keeps those, and makes the others as an unbroken run would have. `dataset.json` beside them
 * says what they are made of.
 *
 * @returns the shards of this part
 * @throws InvalidOptionError; OtherDatasetError where the folder holds shards made otherwise; FileNotWrittenError; what `loadGenerator` throws
 */
export async function writeShards(folder: string, options: WriteShardsOptions): Promise<WrittenShards> {
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
