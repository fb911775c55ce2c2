import { join, resolve } from 'node:path'
import { InvalidOptionError, loadGenerator } from '@facegan/node'
import { loadLayersModel, newestCheckpoint, renderSeeds, RunFolder, RunFolderError } from '@facegan/trainer'
import { useNativeBackend } from '@facegan/tfjs-native'
import { exists } from '../export/exists.ts'

/** Something that draws faces: a model by ONNX Runtime, or a run's averaged generator by TensorFlow. */
export interface FaceSource {
  readonly name: string
  /** Side of a face in pixels. */
  readonly size: number
  /** What a run was trained on; undefined for a model. */
  readonly data: readonly string[] | undefined
  /** @returns [N,H,W,3] levels */
  draw(seeds: readonly number[], signal: AbortSignal): Promise<Uint8Array>
  dispose(): Promise<void>
}

/** @param path a run folder, a model folder, a built-in model's name or a URL; undefined is the built-in model */
export async function openFaceSource(path: string | undefined): Promise<FaceSource> {
  if (path !== undefined && (await exists(join(path, 'config.json')))) return openRun(path)
  const generator = await loadGenerator({ model: path })
  const { name, image } = generator.manifest
  if (image.width !== image.height) {
    await generator.dispose()
    throw new InvalidOptionError('model', 'one of square pictures', `${image.width}x${image.height}`)
  }
  return {
    name,
    size: image.width,
    data: undefined,
    async draw(seeds, signal) {
      const row = image.width * image.height * 3
      const pixels = new Uint8Array(seeds.length * row)
      let n = 0
      for await (const { data } of generator.stream({ seeds, signal })) {
        for (let i = 0, to = n * row; i < data.length; i += 4) {
          pixels[to++] = data[i]
          pixels[to++] = data[i + 1]
          pixels[to++] = data[i + 2]
        }
        n++
      }
      return pixels
    },
    dispose: () => generator.dispose(),
  }
}

/** Faces a TensorFlow call draws at once. */
const batch = 64

async function openRun(path: string): Promise<FaceSource> {
  const run = new RunFolder(path)
  const record = await run.open()
  const checkpoint = await newestCheckpoint(run.checkpoints)
  if (!checkpoint)
    throw new RunFolderError(
      `${resolve(path)} has no checkpoint yet.`,
      `train first: facegan train --resume --out ${path}`,
    )
  await useNativeBackend()
  const generator = await loadLayersModel(join(checkpoint, 'ema'))
  const size = generator.outputs[0].shape[1] as number
  return {
    name: resolve(path).split(/[\\/]/).at(-1) ?? path,
    size,
    data: record.data.map((source) => source.path),
    async draw(seeds, signal) {
      const row = size * size * 3
      const pixels = new Uint8Array(seeds.length * row)
      for (let from = 0; from < seeds.length; from += batch) {
        signal.throwIfAborted()
        pixels.set(renderSeeds(generator, seeds.slice(from, from + batch)), from * row)
      }
      return pixels
    },
    dispose: async () => void generator.dispose(),
  }
}
