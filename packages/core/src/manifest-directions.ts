import * as v from 'valibot'

/** A direction in latent space along which faces change in one way. */
export const directionSchema = v.object({
  name: v.pipe(
    v.string(),
    v.regex(/^[a-z][a-z0-9-]*$/, 'must be lower-case letters, digits and dashes, a letter first'),
  ),
  /** [Z], of length 1. */
  vector: v.array(v.number()),
  /** How far faces stay faces, in standard deviations of z: backwards, at most 0, and forwards, at least 0. */
  range: v.pipe(
    v.tuple([v.number(), v.number()]),
    v.check(
      ([low, high]) => -Infinity < low && low <= 0 && high >= 0 && high < Infinity,
      'must be [low, high] with low <= 0 <= high',
    ),
  ),
  /** Fitted to what a classifier says of generated faces, or taken from the weights (arXiv:2007.06600). */
  method: v.picklist(['regression', 'sefa']),
  /** Measured numbers, such as `correlation`: reported, not used. */
  effect: v.optional(v.record(v.string(), v.number())),
})

export type Direction = v.InferOutput<typeof directionSchema>

/** Vectors are rounded in JSON; what is further from 1 is no rounding. */
const lengthTolerance = 1e-3

/** What is wrong with directions of the right form: one sentence each, after the path of the field. */
export function directionProblems(directions: readonly Direction[], latentSize: number): string[] {
  const problems: string[] = []
  const seen = new Set<string>()
  directions.forEach(({ name, vector }, i) => {
    if (seen.has(name)) problems.push(`directions.${i}.name: ${name} is there twice`)
    seen.add(name)
    const length = Math.hypot(...vector)
    if (vector.length !== latentSize)
      problems.push(
        `directions.${i}.vector: must have latent.size numbers, ${latentSize}; has ${vector.length}`,
      )
    else if (Math.abs(length - 1) > lengthTolerance)
      problems.push(`directions.${i}.vector: must have length 1; has ${length}`)
  })
  return problems
}
