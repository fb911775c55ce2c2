import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { latentsOf } from '@facegan/core'
import { loadGenerator, probeDevices } from '@facegan/node'
import sharp from 'sharp'
import { openPage } from '../browser/chromium.ts'
import { python } from './python.ts'

/** The faces that every export draws in tfjs and keeps as `samples.webp`. */
const seeds = Array.from({ length: 64 }, (_, seed) => seed)
const columns = 8

/** Draws seeds 0-63 of one model folder; RGB levels [N,H,W,3]. */
export type Runtime = (model: string) => Promise<Uint8Array>

const everywhere: Readonly<Record<string, Runtime>> = {
  'tfjs, at export': fromSamples,
  'Python onnxruntime': inPython,
  'Node cpu': (model) => inNode(model, 'cpu'),
  'Node wasm': (model) => inNode(model, 'wasm'),
  'browser wasm': (model) => inBrowser(model, 'wasm'),
  'browser webgpu': (model) => inBrowser(model, 'webgpu'),
}

/** The six runtimes that every machine has, and a GPU by whatever way `probeDevices` finds it. */
export async function runtimesHere(): Promise<Readonly<Record<string, Runtime>>> {
  const devices = await probeDevices()
  // Node's WebGPU on a software adapter takes minutes for 64 faces: its own test draws eight
  const isGpu = (name: string) =>
    devices.some(
      ({ device, available, detail }) => device === name && available && !detail.includes('software'),
    )
  const gpus = (['cuda', 'webgpu'] as const).filter(isGpu)
  const there = gpus.map((device): [string, Runtime] => [`Node ${device}`, (model) => inNode(model, device)])
  return { ...everywhere, ...Object.fromEntries(there) }
}

/** Largest and mean difference in levels of 255. */
export function difference(a: Uint8Array, b: Uint8Array): { largest: number; mean: number; count: number } {
  if (a.length !== b.length) throw new Error(`${a.length} levels against ${b.length}`)
  const differences = a.map((level, i) => Math.abs(level - b[i]))
  const sum = differences.reduce((total, value) => total + value, 0)
  const largest = differences.reduce((most, value) => Math.max(most, value), 0)
  return { largest, mean: sum / a.length, count: differences.filter((value) => value > 0).length }
}

/** What tfjs drew when the model was exported. */
export async function fromSamples(model: string): Promise<Uint8Array> {
  const { data, info } = await sharp(join(model, 'samples.webp'))
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  const size = info.width / columns
  const faces = new Uint8Array(data.length)
  for (let n = 0; n < seeds.length; n++) {
    for (let y = 0; y < size; y++) {
      const from = ((Math.floor(n / columns) * size + y) * info.width + (n % columns) * size) * 3
      faces.set(data.subarray(from, from + size * 3), (n * size + y) * size * 3)
    }
  }
  return faces
}

async function inPython(model: string): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'facegan-python-'))
  try {
    const { latent } = JSON.parse(await readFile(join(model, 'facegan.json'), 'utf8'))
    const [inputs, output] = [join(folder, 'latents.f32'), join(folder, 'pixels.bin')]
    await writeFile(inputs, new Uint8Array(latentsOf(seeds, latent.size).buffer))
    const shape = `${seeds.length},${latent.size}`
    await python([
      '-m',
      'tfjs_to_onnx',
      'run',
      join(model, 'generator.onnx'),
      '--inputs',
      inputs,
      '--shape',
      shape,
      '--output',
      output,
    ])
    return withoutAlpha(await readFile(output))
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function inNode(model: string, device: 'cpu' | 'cuda' | 'wasm' | 'webgpu'): Promise<Uint8Array> {
  await using generator = await loadGenerator({ model, device })
  const faces = await generator.generate({ seeds })
  return withoutAlpha(Buffer.concat(faces.map(({ data }) => new Uint8Array(data.buffer))))
}

async function inBrowser(model: string, device: 'wasm' | 'webgpu'): Promise<Uint8Array> {
  const opened = await openPage({ model })
  try {
    const base64 = await opened.call('facesOf', { model: '/model/', device, seeds })
    return withoutAlpha(Buffer.from(base64, 'base64'))
  } finally {
    await opened.close()
  }
}

function withoutAlpha(rgba: Uint8Array): Uint8Array {
  return Uint8Array.from(rgba).filter((_, i) => i % 4 !== 3)
}
