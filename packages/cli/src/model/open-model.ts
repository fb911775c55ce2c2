import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { InvalidOptionError } from '@facegan/core'
import { loadGenerator } from '@facegan/node'
import { useNativeBackend } from '@facegan/tfjs-native'
import { loadLayersModel, renderSeeds, type RunRecord } from '@facegan/trainer'
import { exists } from './exists.ts'
import { findSource } from './find-source.ts'

/** A model that faces can be drawn from, wherever it lies. */
export interface OpenModel {
  readonly name: string
  /** Of its weights: the ONNX file, or `weights.bin` of a run. */
  readonly sha256: string
  /** Side of a face in pixels. */
  readonly size: number
  /** Thousands of pictures that it learned from, repeats counted, where that is known. */
  readonly kimg?: number | undefined
  /** The run that it comes from, if any, and its newest checkpoint. */
  readonly run?: { readonly record: RunRecord; readonly checkpoint: string } | undefined
  /** @returns [N,H,W,3] levels @throws `signal.reason` between two batches */
  generate(seeds: readonly number[], signal?: AbortSignal): Promise<Uint8Array>
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
  return isLayers ? openLayers(model) : openOnnx(model)
}

async function openOnnx(model: string): Promise<OpenModel> {
  const generator = await loadGenerator({ model })
  const { name, image, files, training } = generator.manifest
  if (image.width !== image.height) {
    await generator.dispose()
    throw notSquare(image.width, image.height)
  }
  return {
    name,
    sha256: files.generator.sha256,
    size: image.width,
    kimg: training && training.imagesSeen / 1000,
    async generate(seeds, signal) {
      const pixels = new Uint8Array(seeds.length * image.width * image.height * 3)
      let to = 0
      for await (const { data } of generator.stream({ seeds, signal }))
        for (let i = 0; i < data.length; i += 4) {
          pixels[to++] = data[i]
          pixels[to++] = data[i + 1]
          pixels[to++] = data[i + 2]
        }
      return pixels
    },
    dispose: () => generator.dispose(),
  }
}

/** Faces that TensorFlow draws before others get their turn. */
const drawnAtOnce = 64

async function openLayers(model: string): Promise<OpenModel> {
  await useNativeBackend()
  const source = await findSource(model, 'ema')
  const generator = await loadLayersModel(source.model)
  const [, height, width] = generator.outputs[0].shape
  if (!height || height !== width) {
    generator.dispose()
    throw notSquare(width, height)
  }
  const weights = await readFile(join(source.model, 'weights.bin'))
  return {
    name: basename(resolve(model)),
    sha256: createHash('sha256').update(weights).digest('hex'),
    size: height,
    kimg: source.run && source.run.imagesSeen / 1000,
    run: source.run && { record: source.run.record, checkpoint: dirname(source.model) },
    async generate(seeds, signal) {
      const face = height * height * 3
      const pixels = new Uint8Array(seeds.length * face)
      for (let from = 0; from < seeds.length; from += drawnAtOnce) {
        signal?.throwIfAborted()
        pixels.set(renderSeeds(generator, seeds.slice(from, from + drawnAtOnce)), from * face)
        await setImmediate() // native runs block: here Ctrl-C gets its turn
      }
      return pixels
    },
    async dispose() {
      generator.dispose()
    },
  }
}

function notSquare(width: unknown, height: unknown): InvalidOptionError {
  return new InvalidOptionError('model', 'a generator of square faces', `${width}x${height}`)
}
