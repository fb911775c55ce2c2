import { outputSize, planOf, type GraphPlan, type GraphSignature } from './graph.ts'
import type { ElementType } from './manifest-graph.ts'
import type { ModelManifest } from './manifest.ts'
import { toRgba } from './pixels.ts'
import { elementsOf, packNumbers, unpackNumbers, type TensorData } from './tensor-data.ts'

/** One loaded network: named tensors in, its raw output tensor out. */
export interface InferenceSession {
  readonly graph: GraphSignature
  run(feeds: readonly Feed[]): Promise<TensorData>
}

export interface Feed {
  readonly name: string
  readonly type: ElementType
  readonly data: TensorData
  readonly dims: readonly number[]
}

/** Random numbers of some faces, as `recipe.ts` draws them. */
export interface FaceNumbers {
  /** [N,Z] */
  readonly latents: Float32Array
  /** [N,K], the elements of all `normal` extra inputs in their order. */
  readonly noise: Float32Array
}

/**
 * Runs a network on any number of faces, in the batches that it takes.
 *
 * @returns RGBA levels [N,H,W,4]
 * @throws Error where it gives another number of numbers than its manifest says
 */
export async function drawFaces(
  { graph, run }: InferenceSession,
  manifest: ModelManifest,
  { latents, noise }: FaceNumbers,
  count: number,
): Promise<Uint8ClampedArray<ArrayBuffer>> {
  const { output, image } = manifest
  const { z, batch = count } = planOf(manifest, graph)

  async function drawBatch(begin: number): Promise<Uint8ClampedArray<ArrayBuffer>> {
    const numbers = await run(feedsOf(manifest, z, { latents, noise }, begin, batch))
    const expected = batch * outputSize(manifest)
    if (numbers.length !== expected)
      throw new Error(`the network gave ${numbers.length} numbers for ${batch} faces, expected ${expected}`)
    const type = output.encoding === 'linear' ? output.type : 'int32'
    return toRgba(unpackNumbers(type, numbers), manifest)
  }

  if (batch === count) return ownPixels(await drawBatch(0))
  const faceBytes = image.width * image.height * 4
  const pixels = new Uint8ClampedArray(count * faceBytes)
  for (let begin = 0; begin < count; begin += batch) {
    const some = await drawBatch(begin)
    // the last batch may be fuller than asked
    pixels.set(some.subarray(0, (count - begin) * faceBytes), begin * faceBytes)
  }
  return pixels
}

/** What one run is fed: faces from `begin` on, zeros in the place of faces that are not there. */
export function feedsOf(
  { input, latent, extraInputs = [] }: Pick<ModelManifest, 'input' | 'latent' | 'extraInputs'>,
  z: GraphPlan['z'],
  { latents, noise }: FaceNumbers,
  begin: number,
  batch: number,
): Feed[] {
  const noiseSize = (noise.length / latents.length) * latent.size
  let noiseAt = 0
  const rows = rowsOf(latents, latent.size, 0, latent.size, begin, batch)
  const dims = z.shape.map((n, axis) => (axis === 0 ? batch : Number(n)))
  const others = extraInputs.map(({ name, type, shape, value }) => {
    const size = elementsOf(shape)
    const values =
      value === 'normal'
        ? rowsOf(noise, noiseSize, (noiseAt += size) - size, size, begin, batch)
        : repeated(typeof value === 'number' ? filled(size, value) : value, shape.includes('N') ? batch : 1)
    return { name, type, data: packNumbers(type, values), dims: shape.map((n) => (n === 'N' ? batch : n)) }
  })
  return [{ name: input.name, type: z.type, data: packNumbers(z.type, rows), dims }, ...others]
}

/**
 * Part of each row, of `batch` rows; zeros below the last one.
 *
 * @returns a view where the rows lie together, else a copy
 */
function rowsOf(
  all: Float32Array,
  stride: number,
  at: number,
  size: number,
  begin: number,
  batch: number,
): Float32Array {
  const rows = all.subarray(begin * stride, (begin + batch) * stride)
  if (size === stride && rows.length === batch * stride) return rows
  const target = new Float32Array(batch * size)
  for (let n = 0; n * stride < rows.length; n++)
    target.set(rows.subarray(n * stride + at, n * stride + at + size), n * size)
  return target
}

function filled(size: number, value: number): number[] {
  return Array.from({ length: size }, () => value)
}

function repeated(values: readonly number[], times: number): readonly number[] {
  return times === 1 ? values : Array.from({ length: times }, () => values).flat()
}

/** A view of a larger buffer (WASM memory, a pooled tensor) cannot be transferred: copy it out first. */
function ownPixels(pixels: Uint8ClampedArray<ArrayBuffer>): Uint8ClampedArray<ArrayBuffer> {
  return pixels.byteLength === pixels.buffer.byteLength ? pixels : pixels.slice()
}
