import * as v from 'valibot'
import { InvalidManifestError } from './errors.ts'
import { directionProblems, directionSchema } from './manifest-directions.ts'
import { extraInputsSchema, inputSchema, outputTypeSchema } from './manifest-graph.ts'

export const manifestFormatVersion = 1

const positiveInteger = v.pipe(v.number(), v.integer(), v.minValue(1))
const imageSide = v.pipe(positiveInteger, v.maxValue(4096))
/** A file beside the manifest; never a path out of the model's folder. */
const fileName = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_][A-Za-z0-9._-]*$/, 'must be a plain file name'))

const fileSchema = v.object({
  path: fileName,
  bytes: positiveInteger,
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hexadecimal digits')),
})

const outputSchema = v.variant('encoding', [
  /** int32 [N,H,W], one little-endian RGBA pixel each: the graph finishes the picture. */
  v.object({ name: v.string(), encoding: v.literal('packed-rgba') }),
  /** One number a channel, linear from `range[0]` (black) to `range[1]` (full). */
  v.object({
    name: v.string(),
    encoding: v.literal('linear'),
    type: outputTypeSchema,
    layout: v.picklist(['NHWC', 'NCHW']),
    range: v.pipe(
      v.tuple([v.number(), v.number()]),
      v.check(([low, high]) => low < high, 'must be [low, high] with low < high'),
    ),
  }),
])

const comparisonSchema = v.object({
  between: v.tuple([v.string(), v.string()]),
  /** Largest difference of any channel of any pixel, in levels of 255. */
  maxLevels: v.number(),
  /** Mean absolute difference, in levels of 255. */
  meanLevels: v.number(),
})

const paritySchema = v.object({
  /** Which faces were compared. */
  seeds: v.string(),
  toleranceLevels: v.number(),
  /** The same weights in different runtimes: must stay within the tolerance. */
  comparisons: v.array(comparisonSchema),
  /** What rounding the weights to float16 changed, in one runtime: reported, not judged. */
  weightRounding: v.optional(comparisonSchema),
})

const trainingSchema = v.object({
  preset: v.string(),
  imagesSeen: v.number(),
  data: v.array(
    v.object({
      name: v.string(),
      pictures: positiveInteger,
      licence: v.string(),
      credit: v.optional(v.string()),
    }),
  ),
  minutes: v.optional(v.number()),
})

const manifestSchema = v.looseObject({
  format: v.literal('facegan-model'),
  formatVersion: v.literal(manifestFormatVersion),
  name: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]*$/, 'must be lower-case letters, digits and dashes')),
  version: v.pipe(v.string(), v.regex(/^\d+\.\d+\.\d+/, 'must be a version such as 1.0.0')),
  licence: v.string(),
  files: v.object({ generator: fileSchema }),
  latent: v.object({ size: v.pipe(positiveInteger, v.maxValue(65536)), distribution: v.literal('normal') }),
  image: v.object({ width: imageSide, height: imageSide, channels: v.picklist([1, 3]) }),
  input: inputSchema,
  extraInputs: v.optional(extraInputsSchema),
  /** How many faces the graph draws in a run, where that is fixed. @default what the graph says */
  batch: v.optional(v.pipe(positiveInteger, v.maxValue(4096))),
  output: outputSchema,
  /** How they are stored, where that is known. */
  weights: v.optional(v.picklist(['float32', 'float16'])),
  training: v.optional(trainingSchema),
  metrics: v.optional(v.record(v.string(), v.number())),
  parity: v.optional(paritySchema),
  directions: v.optional(v.array(directionSchema)),
})

/** `facegan.json`: everything a runtime must know about a model before it opens it. */
export type ModelManifest = v.InferOutput<typeof manifestSchema>
export type ModelFile = v.InferOutput<typeof fileSchema>
export type ParityReport = v.InferOutput<typeof paritySchema>
export type ParityComparison = v.InferOutput<typeof comparisonSchema>

/**
 * @param where the manifest's path or address, for the message
 * @throws InvalidManifestError that lists every field that is wrong
 */
export function parseManifest(json: string, where: string): ModelManifest {
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch (error) {
    throw new InvalidManifestError(where, ['it is not JSON'], error)
  }
  return checkManifest(value, where)
}

/** As `parseManifest`, for a value that is already parsed. */
export function checkManifest(value: unknown, where: string): ModelManifest {
  const result = v.safeParse(manifestSchema, value)
  const problems = result.success
    ? directionProblems(result.output.directions ?? [], result.output.latent.size)
    : result.issues.map((issue) => `${v.getDotPath(issue) ?? 'the whole file'}: ${issue.message}`)
  if (result.success && problems.length === 0) return result.output
  throw new InvalidManifestError(where, problems)
}
