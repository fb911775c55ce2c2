import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { InvalidOptionError, latentsOf, loadGenerator } from '@facegan/node'
import { loadLayersModel, newestCheckpoint, renderLatents, RunFolder, RunFolderError } from '@facegan/trainer'
import { denseKernel } from '@facegan/trainer/directions'
import { useNativeBackend } from '@facegan/tfjs-native'
import { readOnnxKernel } from '../directions/onnx-kernel.ts'
import { exists } from '../export/exists.ts'

/** Something that draws faces: a model by ONNX Runtime, or a run's averaged generator by TensorFlow. */
export interface FaceSource {
  readonly name: string
  /** Of its weights: the ONNX file, or `weights.bin` of a run. */
  readonly sha256: string
  /** Side of a face in pixels. */
  readonly size: number
  readonly latentSize: number
  /** What a run was trained on; undefined for a model. */
  readonly data: readonly string[] | undefined
  /** @returns [N,H,W,3] levels */
  draw(seeds: readonly number[], signal: AbortSignal): Promise<Uint8Array>
  /** As `draw`, of any latents [N,Z]. */
  render(latents: Float32Array<ArrayBuffer>, signal: AbortSignal): Promise<Uint8Array>
  /** [Z,M] of its first layer, where that is a dense one in a file at hand. */
  kernel(): Promise<Float32Array | undefined>
  dispose(): Promise<void>
}

/** @param path a run folder, a model folder, a built-in model's name or a URL; undefined is the built-in model */
export async function openFaceSource(path: string | undefined): Promise<FaceSource> {
  const isRun = path !== undefined && (await exists(join(path, 'config.json')))
  const source = isRun ? await openRun(path) : await openModel(path)
  const { latentSize, render } = source
  return { ...source, draw: (seeds, signal) => render(latentsOf(seeds, latentSize), signal) }
}

async function openModel(path: string | undefined): Promise<Omit<FaceSource, 'draw'>> {
  const generator = await loadGenerator({ model: path })
  const { name, image, files, input, latent } = generator.manifest
  if (image.width !== image.height) {
    await generator.dispose()
    throw new InvalidOptionError('model', 'one of square pictures', `${image.width}x${image.height}`)
  }
  return {
    name,
    sha256: files.generator.sha256,
    size: image.width,
    latentSize: latent.size,
    data: undefined,
    async render(latents, signal) {
      const rgba = await generator.render(latents, { signal })
      const pixels = new Uint8Array((rgba.length / 4) * 3)
      for (let from = 0, to = 0; from < rgba.length; from += 4) {
        pixels[to++] = rgba[from]
        pixels[to++] = rgba[from + 1]
        pixels[to++] = rgba[from + 2]
      }
      return pixels
    },
    async kernel() {
      const file = join(path ?? '', files.generator.path)
      if (!(await exists(file))) return undefined
      return readOnnxKernel(new Uint8Array(await readFile(file)), input.name, latent.size)
    },
    dispose: () => generator.dispose(),
  }
}

/** Faces a TensorFlow call draws at once. */
const batch = 64

async function openRun(path: string): Promise<Omit<FaceSource, 'draw'>> {
  const run = new RunFolder(path)
  const record = await run.open()
  const checkpoint = await newestCheckpoint(run.checkpoints)
  if (!checkpoint)
    throw new RunFolderError(
      `${resolve(path)} has no checkpoint yet.`,
      `train first: facegan train --resume --out ${path}`,
    )
  await useNativeBackend()
  const model = join(checkpoint, 'ema')
  const generator = await loadLayersModel(model)
  const size = generator.outputs[0].shape[1] as number
  const latentSize = generator.inputs[0].shape[1] as number
  const weights = await readFile(join(model, 'weights.bin'))
  return {
    name: resolve(path).split(/[\\/]/).at(-1) ?? path,
    sha256: createHash('sha256').update(weights).digest('hex'),
    size,
    latentSize,
    data: record.data.map((source) => source.path),
    async render(latents, signal) {
      const row = size * size * 3
      const count = latents.length / latentSize
      const pixels = new Uint8Array(count * row)
      for (let from = 0; from < count; from += batch) {
        signal.throwIfAborted()
        const some = latents.subarray(from * latentSize, (from + batch) * latentSize)
        pixels.set(renderLatents(generator, some), from * row)
      }
      return pixels
    },
    kernel: async () => denseKernel(generator),
    dispose: async () => void generator.dispose(),
  }
}
