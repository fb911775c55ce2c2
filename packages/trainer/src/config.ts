import { InvalidOptionError } from '@facegan/core'
import * as v from 'valibot'

const positive = v.pipe(v.number(), v.finite(), v.gtValue(0))
const wholePositive = v.pipe(v.number(), v.integer(), v.minValue(1))
const fraction = v.pipe(v.number(), v.minValue(0), v.ltValue(1))

const networkSchema = v.object({
  /** Side of the square pictures, in pixels: the base of 4 doubled once per width and once more. */
  imageSize: wholePositive,
  /** Z, numbers in a latent. */
  latentSize: wholePositive,
  /** Channels of G's maps from 4x4 up; the last transposed convolution goes from the last of them to RGB. */
  generatorWidths: v.pipe(v.array(wholePositive), v.minLength(1)),
  /** Channels of D's maps, each at half the size of the one before. */
  discriminatorWidths: v.pipe(v.array(wholePositive), v.minLength(1)),
  /** Negative slope of every leaky ReLU. */
  leakySlope: fraction,
  /** Share of activations that D drops while it trains. */
  dropout: fraction,
})

const adamSchema = v.object({ learningRate: positive, beta1: fraction, beta2: fraction, epsilon: positive })

const configSchema = v.object({
  preset: v.string(),
  network: networkSchema,
  /** Which generator loss goes with Goodfellow's discriminator loss. */
  loss: v.picklist(['non-saturating', 'saturating']),
  /** Pictures per update. */
  batchSize: v.pipe(v.number(), v.integer(), v.minValue(2)),
  optimizer: v.object({ generator: adamSchema, discriminator: adamSchema }),
  /** After this many images an old weight counts half in the averaged generator. */
  emaHalfLifeImages: positive,
  /** Show each picture mirrored half of the time. */
  mirror: v.boolean(),
  /** The one number that weights, latents, order and dropout follow from. */
  seed: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2 ** 31 - 1)),
})

/** Everything that decides what a run computes; with the pictures it decides the result. */
export type TrainConfig = Readonly<v.InferOutput<typeof configSchema>>
export type NetworkConfig = TrainConfig['network']
export type AdamConfig = TrainConfig['optimizer']['generator']

/** @throws InvalidOptionError that names the first field that is wrong */
export function checkConfig(value: unknown): TrainConfig {
  const result = v.safeParse(configSchema, value)
  if (!result.success) {
    const [issue] = result.issues
    throw new InvalidOptionError(v.getDotPath(issue) ?? 'config', issue.expected ?? 'valid', issue.input)
  }
  const { imageSize, generatorWidths, discriminatorWidths } = result.output.network
  if (imageSize !== 4 * 2 ** generatorWidths.length)
    throw new InvalidOptionError(
      'network.imageSize',
      `${4 * 2 ** generatorWidths.length} for ${generatorWidths.length} generator widths (4 x 4 doubled for each)`,
      imageSize,
    )
  if (imageSize % 2 ** discriminatorWidths.length !== 0)
    throw new InvalidOptionError(
      'network.discriminatorWidths',
      `short enough to halve ${imageSize} pixels for each`,
      discriminatorWidths,
    )
  return result.output
}
