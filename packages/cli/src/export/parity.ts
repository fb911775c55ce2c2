import { join } from 'node:path'
import { readFile, writeFile } from 'node:fs/promises'
import { latentsOf, type ParityComparison, type ParityReport } from '@facegan/core'
import { loadGenerator } from '@facegan/node'
import { useNativeBackend } from '@facegan/tfjs-native'
import { loadLayersModel, renderSeeds } from '@facegan/trainer'
import { runPythonTool } from './python-tool.ts'

export interface ParityInput {
  /** The trained layers model, as it was found. */
  readonly original: string
  /** The same network with folded and rounded weights, as the exporter wrote it back. */
  readonly reference: string
  /** The exported model folder, manifest included. */
  readonly model: string
  readonly weights: 'float16' | 'float32'
  readonly toleranceLevels: number
  readonly signal?: AbortSignal | undefined
}

export interface Parity {
  readonly report: ParityReport
  /** The compared faces as tfjs draws them: [N,H,W,3] levels. */
  readonly pixels: Uint8Array
}

const faces = 64

/**
 * Draws the same 64 faces in tfjs, in Python's ONNX Runtime and in Node's, and counts the differences.
 *
 * All three run the same rounded weights, so that the runtimes are compared and nothing else; what the rounding
 * itself changed is measured in tfjs alone and reported apart.
 */
export async function checkParity(input: ParityInput): Promise<Parity> {
  const { original, reference, model, weights, toleranceLevels, signal } = input
  const seeds = Array.from({ length: faces }, (_, seed) => seed)
  await useNativeBackend()
  const trained = await drawInTfjs(original, seeds)
  const tfjs = weights === 'float16' ? await drawInTfjs(reference, seeds) : trained
  const python = await drawInPython(model, seeds, signal)
  const node = await drawInNode(model, seeds, signal)
  const comparisons = [
    compare('tfjs', tfjs, 'Python onnxruntime', python),
    compare('tfjs', tfjs, 'onnxruntime-node cpu', node),
    compare('Python onnxruntime', python, 'onnxruntime-node cpu', node),
  ]
  const weightRounding = compare('tfjs float32', trained, 'tfjs float16', tfjs)
  const report = { seeds: `0-${faces - 1}`, toleranceLevels, comparisons }
  return { report: weights === 'float16' ? { ...report, weightRounding } : report, pixels: tfjs }
}

/** Largest and mean absolute difference of two sets of [N,H,W,3] levels. */
export function compare(nameA: string, a: Uint8Array, nameB: string, b: Uint8Array): ParityComparison {
  if (a.length !== b.length) throw new Error(`${nameA} drew ${a.length} levels, ${nameB} ${b.length}`)
  let maxLevels = 0
  let sum = 0
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs(a[i] - b[i])
    maxLevels = Math.max(maxLevels, difference)
    sum += difference
  }
  return { between: [nameA, nameB], maxLevels, meanLevels: Number((sum / a.length).toPrecision(4)) }
}

async function drawInTfjs(folder: string, seeds: readonly number[]): Promise<Uint8Array> {
  const generator = await loadLayersModel(folder)
  try {
    return renderSeeds(generator, seeds)
  } finally {
    generator.dispose()
  }
}

async function drawInPython(
  model: string,
  seeds: readonly number[],
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const { latent } = JSON.parse(await readFile(join(model, 'facegan.json'), 'utf8'))
  const inputs = join(model, 'latents.f32')
  const output = join(model, 'pixels.bin')
  await writeFile(inputs, new Uint8Array(latentsOf(seeds, latent.size).buffer))
  const shape = `${seeds.length},${latent.size}`
  await runPythonTool(
    ['run', join(model, 'generator.onnx'), '--inputs', inputs, '--shape', shape, '--output', output],
    signal,
  )
  return withoutAlpha(await readFile(output))
}

async function drawInNode(
  model: string,
  seeds: readonly number[],
  signal?: AbortSignal,
): Promise<Uint8Array> {
  await using generator = await loadGenerator({ model, device: 'cpu' })
  const drawn = await generator.generate({ seeds, signal })
  return withoutAlpha(Buffer.concat(drawn.map(({ data }) => new Uint8Array(data.buffer))))
}

/** RGBA levels -> RGB levels. */
function withoutAlpha(rgba: Uint8Array): Uint8Array {
  return rgba.filter((_, i) => i % 4 !== 3)
}
