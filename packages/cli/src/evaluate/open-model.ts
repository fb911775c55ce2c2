import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { InvalidOptionError, messageOf } from '@facegan/core'
import { loadGenerator } from '@facegan/node'
import { tf, useNativeBackend } from '@facegan/tfjs-native'
import { loadLayersModel, renderSeeds, type Generate, type RunRecord } from '@facegan/trainer'
import sharp from 'sharp'
import { exists } from '../export/exists.ts'
import { findSource } from '../export/find-source.ts'

/** A model that faces can be drawn from, wherever it lies. */
export interface OpenModel {
  readonly name: string
  /** Of its weights: the ONNX file, or `weights.bin` of a run. */
  readonly sha256: string
  /** Side of a face in pixels. */
  readonly size: number
  /** Thousands of pictures that it learned from, repeats counted, where that is known. */
  readonly kimg?: number | undefined
  /** The run that it comes from, if any. */
  readonly run?: RunRecord | undefined
  readonly generate: Generate
  /** Logits of the run's discriminator. */
  readonly discriminate?: ((pixels: Uint8Array) => Promise<Float32Array>) | undefined
  dispose(): Promise<void>
}

const discriminatorBatch = 64

/**
 * @param model built-in name, model folder or URL; a run folder, whose averaged generator is drawn by tfjs; or a
 * folder with a tfjs layers model
 * @throws ModelNotFoundError, ExportError, InvalidOptionError
 */
export async function openModel(model: string, onMessage: (message: string) => void): Promise<OpenModel> {
  const place = resolve(model)
  const isLayers = (await exists(join(place, 'config.json'))) || (await exists(join(place, 'model.json')))
  return isLayers ? openLayers(model, onMessage) : openOnnx(model)
}

async function openOnnx(model: string): Promise<OpenModel> {
  const generator = await loadGenerator({ model })
  const { name, image, files, training } = generator.manifest
  if (image.width !== image.height) {
    await generator.dispose()
    throw new InvalidOptionError('model', 'a generator of square faces', `${image.width}x${image.height}`)
  }
  return {
    name,
    sha256: files.generator.sha256,
    size: image.width,
    kimg: training && training.imagesSeen / 1000,
    async generate(seeds) {
      const faces = await generator.generate({ seeds })
      const levels = image.width * image.height
      const pixels = new Uint8Array(faces.length * levels * 3)
      faces.forEach(({ data }, n) => {
        for (let i = 0; i < levels; i++)
          for (let c = 0; c < 3; c++) pixels[(n * levels + i) * 3 + c] = data[i * 4 + c]
      })
      return pixels
    },
    dispose: () => generator.dispose(),
  }
}

async function openLayers(model: string, onMessage: (message: string) => void): Promise<OpenModel> {
  await useNativeBackend()
  const source = await findSource(model, 'ema')
  const generator = await loadLayersModel(source.model)
  const [, height, width] = generator.outputs[0].shape
  if (!height || height !== width) {
    generator.dispose()
    throw new InvalidOptionError('model', 'a generator of square faces', `${width}x${height}`)
  }
  const discriminator = source.run && (await openDiscriminator(dirname(source.model), onMessage))
  return {
    name: basename(resolve(model)),
    sha256: createHash('sha256')
      .update(await readFile(join(source.model, 'weights.bin')))
      .digest('hex'),
    size: height,
    kimg: source.run && source.run.imagesSeen / 1000,
    run: source.run?.record,
    generate: async (seeds) => renderSeeds(generator, seeds),
    discriminate: discriminator && (async (pixels) => logitsOf(discriminator, pixels, height)),
    async dispose() {
      generator.dispose()
      discriminator?.dispose()
    },
  }
}

async function openDiscriminator(
  checkpoint: string,
  onMessage: (message: string) => void,
): Promise<tf.LayersModel | undefined> {
  try {
    return await loadLayersModel(join(checkpoint, 'discriminator'))
  } catch (error) {
    onMessage(`The discriminator is left out, for it could not be opened: ${messageOf(error)}`)
    return undefined
  }
}

function logitsOf(discriminator: tf.LayersModel, pixels: Uint8Array, size: number): Float32Array {
  const image = size * size * 3
  const count = pixels.length / image
  const logits: number[] = []
  while (logits.length < count) {
    // always a whole batch, from the start again at the end: the discriminator may look at the spread of a batch
    const levels = new Float32Array(discriminatorBatch * image)
    for (let n = 0; n < discriminatorBatch; n++) {
      const picture = (logits.length + n) % count
      levels.set(pixels.subarray(picture * image, (picture + 1) * image), n * image)
    }
    const part = tf.tidy(() => {
      const batch = tf.tensor4d(levels, [discriminatorBatch, size, size, 3])
      return (discriminator.predict(tf.sub(tf.div(batch, 127.5), 1)) as tf.Tensor).dataSync()
    })
    logits.push(...part)
  }
  return Float32Array.from(logits.slice(0, count))
}

/** The same generator with its faces enlarged or reduced, so that models of different sizes can be compared. */
export function atSize({ generate, size }: OpenModel, wanted: number): Generate {
  if (size === wanted) return generate
  return async (seeds) => {
    const pixels = await generate(seeds)
    const image = size * size * 3
    const resized = seeds.map((_, n) =>
      sharp(pixels.subarray(n * image, (n + 1) * image), { raw: { width: size, height: size, channels: 3 } })
        .resize(wanted, wanted, { kernel: 'lanczos3' })
        .raw()
        .toBuffer(),
    )
    return new Uint8Array(Buffer.concat(await Promise.all(resized)))
  }
}
