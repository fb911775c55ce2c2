import { describeFaces } from '../judge/describe-faces.ts'
import { detectFaces } from '../judge/detect-faces.ts'
import { faceColour } from './face-colour.ts'
import type { SeenFace } from './labels.ts'

/** Where faces come from, and who looks at them. */
export interface DrawnFaces {
  /** Draws faces: latents [N,Z] to levels [N,H,W,3]. */
  readonly draw: (latents: Float32Array<ArrayBuffer>) => Promise<Uint8Array>
  /** Side of a face in pixels. */
  readonly size: number
  readonly latentSize: number
  /** Stops between chunks; promises reject with `signal.reason`. */
  readonly signal?: AbortSignal | undefined
  /** Stand-ins for the judge's networks. */
  readonly judge?: Pick<typeof networks, 'describeFaces' | 'detectFaces'> | undefined
}

const networks = { describeFaces, detectFaces }
/** Pictures in memory at once. */
const chunk = 250

export interface Seen {
  /** How many faces the detector finds. */
  readonly found: number
  readonly face: SeenFace
}

/** Draws faces chunk by chunk and keeps what the networks say of them. */
export async function look(
  options: DrawnFaces,
  latents: Float32Array<ArrayBuffer>,
  onProgress: (done: number) => void,
): Promise<Seen[]> {
  const { size, signal, judge = networks } = options
  const seen: Seen[] = []
  await inChunks(options, latents, async (pixels) => {
    const { counts } = await judge.detectFaces(pixels, size, { signal })
    const faces = await describePixels(options, pixels)
    faces.forEach((face, n) => seen.push({ found: counts[n], face }))
    onProgress(seen.length)
  })
  return seen
}

/** What the networks say of faces, found or not. */
export async function describe(options: DrawnFaces, latents: Float32Array<ArrayBuffer>): Promise<SeenFace[]> {
  const all: SeenFace[] = []
  await inChunks(options, latents, async (pixels) => {
    all.push(...(await describePixels(options, pixels)))
  })
  return all
}

async function describePixels(
  { size, signal, judge = networks }: DrawnFaces,
  pixels: Uint8Array,
): Promise<SeenFace[]> {
  const face = size * size * 3
  const descriptions = await judge.describeFaces(pixels, size, { signal })
  return descriptions.map((description, n) => ({
    ...description,
    ...faceColour(pixels.subarray(n * face, (n + 1) * face), size),
  }))
}

/** In how many pictures the detector finds exactly one face. */
export async function countSingle(options: DrawnFaces, latents: Float32Array<ArrayBuffer>): Promise<number> {
  const { size, signal, judge = networks } = options
  let single = 0
  await inChunks(options, latents, async (pixels) => {
    const { counts } = await judge.detectFaces(pixels, size, { signal })
    single += counts.filter((faces) => faces === 1).length
  })
  return single
}

async function inChunks(
  { draw, latentSize, signal }: DrawnFaces,
  latents: Float32Array<ArrayBuffer>,
  use: (pixels: Uint8Array) => Promise<void>,
): Promise<void> {
  for (let begin = 0; begin < latents.length; begin += chunk * latentSize) {
    signal?.throwIfAborted()
    await use(await draw(latents.slice(begin, begin + chunk * latentSize)))
  }
}
