import { latentsOf, seedLimit, type Direction } from '@facegan/core'
import { closedFormDirections } from './closed-form.ts'
import { TooFewFacesError } from './errors.ts'
import { fitDirections } from './fit-directions.ts'
import { labels, type SeenFace } from './labels.ts'
import { countSingle, describe, look, type DrawnFaces } from './look-at-faces.ts'
import { measureRange } from './measure-range.ts'
import { normalScorer } from './normal-scores.ts'

export interface FindDirectionsOptions extends DrawnFaces {
  /** [Z,M] of the first dense layer; without it there are no closed-form directions. */
  readonly kernel?: Float32Array | undefined
  /** Faces that named directions are fitted to. */
  readonly count: number
  /** Faces that every direction is tested on, others than those. */
  readonly tested: number
  /** Closed-form directions wanted. */
  readonly closedForm: number
  /** Of the first face; seeds count up from it. */
  readonly seed: number
  readonly onMessage?: ((message: string) => void) | undefined
}

export interface FoundDirections {
  /** Named ones first, then `sefa-1`, `sefa-2`, … by falling eigenvalue. */
  readonly directions: readonly Direction[]
  /** Pictures drawn to fit to, and those left out, for no single face was found in them. */
  readonly pictures: number
  readonly leftOut: number
  /** Labels that z does not tell on held-out faces: no direction is made of them. */
  readonly unpredictable: readonly string[]
}

/** A label of which the regression tells less than this on held-out faces gives no direction its name. */
const smallestFit = 0.3
/** Faces for each number of z: with fewer, a fit is mostly chance. */
const facesPerNumber = 2

/**
 * Directions along which a generator's faces change in one way, named ones and closed-form ones, each with how far it
 * can be followed and what a step of one standard deviation does to every label, in normal scores: the label's own
 * deviations, by rank. A function of the model, the counts and the seed.
 *
 * @throws TooFewFacesError; MissingFaceApiError and NativeBackendError where the judge's networks cannot run
 */
export async function findDirections(options: FindDirectionsOptions): Promise<FoundDirections> {
  const { latentSize, kernel, count, seed, closedForm, onMessage = () => {} } = options
  const drawn = latentsOf(seedsFrom(seed, count), latentSize) // [N,Z]
  const seen = await look(options, drawn, (done) => onMessage(`${done} of ${count} faces described`))
  const single = seen.flatMap(({ found }, n) => (found === 1 ? [n] : []))
  const needed = facesPerNumber * latentSize
  if (single.length < needed) throw new TooFewFacesError(single.length, count, needed)

  const latents = new Float32Array(single.length * latentSize) // [N,Z], those with one face
  single.forEach((n, row) =>
    latents.set(drawn.subarray(n * latentSize, (n + 1) * latentSize), row * latentSize),
  )
  const described = labels.map(({ of }) => single.map((n) => of(seen[n].face)))
  const scorers = described.map(normalScorer)
  const scores = described.map((values, k) => values.map(scorers[k]))
  const isTold = fitDirections(latents, latentSize, scores).map(({ fit }) => fit >= smallestFit)
  const told = labels.filter((_, k) => isTold[k])
  // once more without the labels that z does not tell: to leave those alone is to leave noise alone
  const toldScores = scores.filter((_, k) => isTold[k])
  const fitted = fitDirections(latents, latentSize, toldScores)
    .map((direction, k) => ({ ...direction, ...told[k] }))
    .filter(({ isNamed }) => isNamed)
  const closed = kernel ? closedFormDirections(kernel, latentSize, closedForm) : []
  const candidates: Candidate[] = [
    ...fitted.map(({ name, vector, fit, correlation }) => ({
      name,
      method: 'regression' as const,
      vector: vector.map((value) => rounded(value)),
      effect: { fit: rounded(fit, 3), correlation: rounded(correlation, 3) },
    })),
    ...closed.map(({ vector, eigenvalue }, i) => ({
      name: `sefa-${i + 1}`,
      method: 'sefa' as const,
      vector: vector.map((value) => rounded(value)),
      effect: { eigenvalue: rounded(eigenvalue, 3) },
    })),
  ]
  return {
    directions: await testCandidates(options, candidates, scorers),
    pictures: count,
    leftOut: count - single.length,
    unpredictable: labels.filter(({ isNamed }, k) => isNamed && !isTold[k]).map(({ name }) => name),
  }
}

type Candidate = Omit<Direction, 'range'>

/** Follows each candidate on faces that no fit has seen: how far it goes, and what a step does to every label. */
async function testCandidates(
  options: FindDirectionsOptions,
  candidates: readonly Candidate[],
  scorers: readonly ((value: number) => number)[],
): Promise<Direction[]> {
  const { latentSize, count, tested, seed, onMessage = () => {} } = options
  const latents = latentsOf(seedsFrom(seed + count, tested), latentSize) // [N,Z]
  const facesAtRest = await countSingle(options, latents)
  if (facesAtRest < tested / 2) throw new TooFewFacesError(facesAtRest, tested, Math.ceil(tested / 2))
  const directions: Direction[] = []
  for (const [n, { effect, ...candidate }] of candidates.entries()) {
    const { name, vector } = candidate
    const moved = (step: number) => latents.map((value, i) => value + step * vector[i % latentSize])
    onMessage(`how far ${name} goes (${n + 1} of ${candidates.length})`)
    const range = await measureRange((step) => countSingle(options, moved(step)), facesAtRest)
    const [before, after] = [await describe(options, moved(-1)), await describe(options, moved(1))]
    const changes = labels.map(({ name: label, of }, k) => {
      const score = (face: SeenFace) => scorers[k](of(face))
      return [label, Number(((meanOf(after, score) - meanOf(before, score)) / 2).toFixed(3))] as const
    })
    directions.push({ ...candidate, range, effect: { ...effect, ...Object.fromEntries(changes) } })
  }
  return directions
}

function seedsFrom(start: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => (start + i) % seedLimit)
}

function meanOf(faces: readonly SeenFace[], of: (face: SeenFace) => number): number {
  return faces.reduce((sum, face) => sum + of(face), 0) / faces.length
}

/** As many digits as float32 can use. */
function rounded(value: number, digits = 6): number {
  return Number(value.toPrecision(digits))
}
