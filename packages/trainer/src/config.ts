import { InvalidOptionError } from '@facegan/core'
import * as v from 'valibot'
import { losses, type LossName } from './losses/index.ts'
import { scheduleSchema } from './schedules.ts'

const positive = v.pipe(v.number(), v.finite(), v.gtValue(0))
const zeroOrMore = v.pipe(v.number(), v.finite(), v.minValue(0))
const whole = (low: number, high = Infinity) =>
  v.pipe(v.number(), v.integer(), v.minValue(low), v.maxValue(high))
const fraction = v.pipe(v.number(), v.minValue(0), v.ltValue(1))
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1))
const widths = v.pipe(v.array(whole(1)), v.minLength(1), v.maxLength(10))

const networkSchema = v.strictObject({
  /** Side of the square pictures, in pixels: 4 doubled a few times. */
  imageSize: whole(8, 256),
  /** Z, numbers in a latent. */
  latentSize: whole(1, 4096),
  /** Negative slope of every leaky ReLU; 0 makes it a ReLU. */
  leakySlope: fraction,
  /** `glorot` is Keras's default; `he` suits networks without batch norm. */
  initializer: v.picklist(['glorot', 'he']),
  generator: v.strictObject({
    /** Channels of its maps from 4x4 up, each at twice the size of the one before. */
    widths,
    batchNorm: v.boolean(),
    /** The last step to RGB: a transposed convolution that doubles the size once more, or a 3x3 at full size. */
    toRgb: v.picklist(['transposed', 'convolution']),
    output: v.picklist(['tanh', 'linear']),
  }),
  discriminator: v.strictObject({
    /** Channels of its maps, each at half the size of the one before. */
    widths,
    /** Share of activations that it drops while it trains. */
    dropout: fraction,
    /** Pictures whose spread it is told (Karras et al. 2018); 0 for none. The batch size must be a multiple. */
    minibatchStd: whole(0),
    /** Channels of a 3x3 convolution before the logit; 0 for none. */
    headWidth: whole(0),
  }),
})

const learningRate = scheduleSchema(positive)
const optimizerSchema = v.variant('method', [
  v.strictObject({
    method: v.literal('adam'),
    learningRate,
    beta1: fraction,
    beta2: fraction,
    epsilon: positive,
  }),
  v.strictObject({
    method: v.literal('rmsprop'),
    learningRate,
    decay: fraction,
    momentum: fraction,
    epsilon: positive,
  }),
  v.strictObject({ method: v.literal('sgd'), learningRate, momentum: fraction, nesterov: v.boolean() }),
])

const objectiveSchema = v.strictObject({
  loss: v.picklist(Object.keys(losses) as [LossName, ...LossName[]]),
  /** The target of real pictures is 1 less this (Salimans et al. 2016); only where the loss has targets. */
  labelSmoothing: v.pipe(v.number(), v.minValue(0), v.ltValue(0.5)),
  /** gamma of R1, on real pictures: gamma / 2 times the squared slope of D. 0 for none. */
  r1: scheduleSchema(zeroOrMore),
  /** gamma of R2, the same on generated ones. */
  r2: scheduleSchema(zeroOrMore),
  /** R1 and R2 only every so many steps, so many times as heavy (Karras et al. 2020). */
  penaltyEvery: whole(1, 64),
  /** lambda of WGAN-GP's penalty on slopes other than 1; 0 for none. Taken in every step. */
  gradientPenalty: zeroOrMore,
})

const augmentSchema = v.strictObject({
  /** Largest move, as a share of the side. */
  translation: fraction,
  /** Side of the square that is blanked, as a share of the picture's. */
  cutout: fraction,
  /** How often brightness, saturation and contrast are changed. High values leak into the faces. */
  colour: share,
})

const configSchema = v.strictObject({
  /** What it grew from, for people to read. */
  preset: v.string(),
  network: networkSchema,
  objective: objectiveSchema,
  /** What D sees of each picture, real or generated (DiffAugment); zeros for none. */
  augment: augmentSchema,
  /** Pictures per update. */
  batchSize: whole(2, 4096),
  /** Updates of D for each of G. */
  discriminatorSteps: whole(1, 20),
  /** Two time scales (Heusel et al. 2017) are two learning rates. */
  optimizer: v.strictObject({ generator: optimizerSchema, discriminator: optimizerSchema }),
  ema: v.strictObject({
    /** After so many pictures an old weight counts half in the averaged generator. */
    halfLifeImages: positive,
    /** Early on the half-life is this share of the pictures seen, if that is shorter; 0 for the full one at once. */
    rampUp: share,
  }),
  /**
   * Of the convolutions' products: `bfloat16` halves their mantissa and is several times as fast on processors that
   * multiply it (AMX); `auto` takes it there, and the run folder tells which it was.
   */
  precision: v.optional(v.picklist(['auto', 'float32', 'bfloat16']), 'float32'),
  /** Show each picture mirrored half of the time. */
  mirror: v.boolean(),
  /** The one number that weights, latents, order, augmentation and dropout follow from. */
  seed: whole(0, 2 ** 31 - 1),
})

/** Everything that decides what a run computes; with the pictures it decides the result. */
export type TrainConfig = Readonly<v.InferOutput<typeof configSchema>>
export type NetworkConfig = TrainConfig['network']

export type AugmentConfig = TrainConfig['augment']
export type OptimizerConfig = TrainConfig['optimizer']['generator']

/** @throws InvalidOptionError that names the first field that is wrong */
export function checkConfig(value: unknown): TrainConfig {
  const result = v.safeParse(configSchema, value)
  if (!result.success) {
    const [issue] = result.issues
    throw new InvalidOptionError(v.getDotPath(issue) ?? 'config', issue.expected ?? 'valid', issue.input)
  }
  for (const [wrong, field, expected, got] of contradictions(result.output))
    if (wrong) throw new InvalidOptionError(field, expected, got)
  return result.output
}

/** Whether nothing is missing and each field is allowed, so that no preset is needed to fill it up. */
export function isWhole(value: unknown): value is TrainConfig {
  return v.is(configSchema, value)
}

/** What each field allows may still not fit together. */
function contradictions({
  network,
  objective,
  batchSize,
}: TrainConfig): [boolean, string, string, unknown][] {
  const { imageSize, generator, discriminator } = network
  const { widths, toRgb } = generator
  const made = 4 * 2 ** (widths.length - (toRgb === 'transposed' ? 0 : 1))
  const { loss, labelSmoothing } = objective
  const group = discriminator.minibatchStd
  return [
    [
      imageSize !== made,
      'network.imageSize',
      `${made} for ${widths.length} generator widths and a ${toRgb} step to RGB (4 x 4 doubled again and again)`,
      imageSize,
    ],
    [
      imageSize % 2 ** discriminator.widths.length !== 0,
      'network.discriminator.widths',
      `short enough to halve ${imageSize} pixels for each`,
      discriminator.widths,
    ],
    [
      group > 0 && (group < 2 || batchSize % group !== 0),
      'network.discriminator.minibatchStd',
      `0, or 2 and more of which batchSize (${batchSize}) is a multiple`,
      group,
    ],
    [
      labelSmoothing > 0 && !losses[loss].hasTargets,
      'objective.labelSmoothing',
      `0 with the loss ${loss}, which has no targets to smooth`,
      labelSmoothing,
    ],
  ]
}
