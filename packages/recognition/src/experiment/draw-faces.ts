import { Mt19937, fillLatent } from '@facegan/core'
import { greyLevels } from '../features/grey.ts'
import type { FaceSource } from './face-source.ts'

/** Grey pictures and who is in them. */
export interface DrawnFaces {
  /** [N,size,size] levels. */
  readonly grey: Uint8Array
  /** [N] */
  readonly labels: Int32Array
}

/** Latents that are drawn before others get their turn. */
const drawnAtOnce = 256

/** So many faces, each of somebody else. */
export function drawStrangers(source: FaceSource, count: number, seed: number, signal?: AbortSignal) {
  const latents = new Float32Array(count * source.latentSize)
  for (let n = 0; n < count; n++) fillLatent(seed + n, rowOf(latents, n, source))
  return draw(source, latents, signal)
}

/**
 * People who do not exist, several pictures of each: one latent a person, and small moves about it that keep its length
 * what a normal latent's is.
 *
 * @param spread of the moves, 0 (all pictures equal) to 1 (all of somebody else)
 */
export async function drawIdentities(
  source: FaceSource,
  people: number,
  perPerson: number,
  spread: number,
  seed: number,
  signal?: AbortSignal,
): Promise<DrawnFaces> {
  const { latentSize } = source
  const latents = new Float32Array(people * perPerson * latentSize)
  const person = new Float32Array(latentSize)
  const move = new Float32Array(latentSize)
  const random = new Mt19937(seed)
  const [keep, change] = [Math.sqrt(1 - spread ** 2), spread]
  for (let p = 0, n = 0; p < people; p++) {
    fillLatent(random.uint32(), person)
    for (let i = 0; i < perPerson; i++, n++) {
      fillLatent(random.uint32(), move)
      rowOf(latents, n, source).set(person.map((value, k) => keep * value + change * move[k]))
    }
  }
  const grey = await draw(source, latents, signal)
  return {
    grey,
    labels: Int32Array.from({ length: people * perPerson }, (_, n) => Math.floor(n / perPerson)),
  }
}

/**
 * Other pictures of the same people, as the generator imagines them: each latent moved a little, several times.
 *
 * @param latents [N,Z]
 * @param labels [N] who each is
 * @param moves pictures of each latent
 * @param spread of the moves, as of `drawIdentities`
 */
export async function drawMoved(
  source: FaceSource,
  latents: Float32Array,
  labels: Int32Array,
  moves: number,
  spread: number,
  seed: number,
  signal?: AbortSignal,
): Promise<DrawnFaces> {
  const { latentSize } = source
  const moved = new Float32Array(labels.length * moves * latentSize)
  const move = new Float32Array(latentSize)
  const random = new Mt19937(seed)
  for (let n = 0; n < labels.length * moves; n++) {
    const person = rowOf(latents, Math.floor(n / moves), source)
    fillLatent(random.uint32(), move)
    rowOf(moved, n, source).set(person.map((value, k) => value + spread * move[k]))
  }
  const grey = await draw(source, moved, signal)
  return {
    grey,
    labels: Int32Array.from({ length: labels.length * moves }, (_, n) => labels[Math.floor(n / moves)]),
  }
}

function rowOf(latents: Float32Array, row: number, { latentSize }: FaceSource): Float32Array {
  return latents.subarray(row * latentSize, (row + 1) * latentSize)
}

async function draw(
  source: FaceSource,
  latents: Float32Array<ArrayBuffer>,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const { size, latentSize } = source
  const grey = new Uint8Array((latents.length / latentSize) * size * size)
  for (let from = 0; from * latentSize < latents.length; from += drawnAtOnce) {
    const some = latents.slice(from * latentSize, (from + drawnAtOnce) * latentSize)
    grey.set(greyLevels(await source.render(some, signal)), from * size * size)
  }
  return grey
}
