import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { InvalidOptionError, latentsOf } from '@facegan/core'
import { loadGenerator } from '@facegan/node'
import { useNativeBackend } from '@facegan/tfjs-native'
import { loadLayersModel, renderLatents, type RunRecord } from '@facegan/trainer'
import { denseKernel } from '@facegan/trainer/directions'
import { readOnnxKernel } from '../directions/onnx-kernel.ts'
import { exists } from './exists.ts'
import { findSource } from './find-source.ts'

/** A model that faces can be drawn from, wherever it lies. */
export interface OpenModel {
  readonly name: string
  /** Of its weights: the ONNX file, or `weights.bin` of a run. */
  readonly sha256: string
  /** Side of a face in pixels. */
  readonly size: number
  /** Z, numbers in a latent. */
  readonly latentSize: number
  /** Thousands of pictures that it learned from, repeats counted, where that is known. */
  readonly kimg?: number | undefined
  /** The run that it comes from, if any, and its newest checkpoint. */
  readonly run?: { readonly record: RunRecord; readonly checkpoint: string } | undefined
  /** @returns [N,H,W,3] levels @throws `signal.reason` between two batches */
  generate(seeds: readonly number[], signal?: AbortSignal): Promise<Uint8Array>
  /** As `generate`, of any latents [N,Z]. */
  render(latents: Float32Array<ArrayBuffer>, signal?: AbortSignal): Promise<Uint8Array>
  /** [Z,M] of its first layer, where that is a dense one in a file at hand. */
  kernel(): Promise<Float32Array | undefined>
  dispose(): Promise<void>
}

/**
 * @param model built-in name, model folder or URL; a run folder, whose averaged generator is drawn by tfjs; or a
 * folder with a tfjs layers model
 * @throws ModelNotFoundError, RunFolderError, InvalidOptionError where faces are not square
 */
export async function openModel(model: string): Promise<OpenModel> {
  const place = resolve(model)
  const isLayers = (await exists(join(place, 'config.json'))) || (await exists(join(place, 'model.json')))
  const opened = isLayers ? await openLayers(model) : await openOnnx(model)
  const { latentSize, render } = opened
  return { ...opened, generate: (seeds, signal) => render(latentsOf(seeds, latentSize), signal) }
}

async function openOnnx(model: string): Promise<Omit<OpenModel, 'generate'>> {
  const generator = await loadGenerator({ model })
  const { name, image, files, training, input, latent } = generator.manifest
  if (image.width !== image.height) {
    await generator.dispose()
    throw notSquare(image.width, image.height)
  }
  return {
    name,
    sha256: files.generator.sha256,
    size: image.width,
    latentSize: latent.size,
    kimg: training && training.imagesSeen / 1000,
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
      const file = join(model, files.generator.path)
      if (!(await exists(file))) return undefined // a built-in name or a URL
      return readOnnxKernel(new Uint8Array(await readFile(file)), input.name, latent.size)
    },
    dispose: () => generator.dispose(),
  }
}

/** Faces that TensorFlow draws before others get their turn. */
const drawnAtOnce = 64

async function openLayers(model: string): Promise<Omit<OpenModel, 'generate'>> {
  await useNativeBackend()
  const source = await findSource(model, 'ema')
  const generator = await loadLayersModel(source.model)
  const [, height, width] = generator.outputs[0].shape
  if (!height || height !== width) {
    generator.dispose()
    throw notSquare(width, height)
  }
  const latentSize = generator.inputs[0].shape[1] as number
  const weights = await readFile(join(source.model, 'weights.bin'))
  return {
    name: basename(resolve(model)),
    sha256: createHash('sha256').update(weights).digest('hex'),
    size: height,
    latentSize,
    kimg: source.run && source.run.imagesSeen / 1000,
    run: source.run && { record: source.run.record, checkpoint: dirname(source.model) },
    async render(latents, signal) {
      const face = height * height * 3
      const count = latents.length / latentSize
      const pixels = new Uint8Array(count * face)
      for (let from = 0; from < count; from += drawnAtOnce) {
        signal?.throwIfAborted()
        const some = latents.subarray(from * latentSize, (from + drawnAtOnce) * latentSize)
        pixels.set(renderLatents(generator, some), from * face)
        await setImmediate() // native runs block: here Ctrl-C gets its turn
      }
      return pixels
    },
    kernel: async () => denseKernel(generator),
    async dispose() {
      generator.dispose()
    },
  }
}

function notSquare(width: unknown, height: unknown): InvalidOptionError {
  return new InvalidOptionError('model', 'a generator of square faces', `${width}x${height}`)
}
