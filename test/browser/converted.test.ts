import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import * as ort from 'onnxruntime-node'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { python } from '../parity/python.ts'
import { closeChromium, launch } from './chromium.ts'
import { serve } from './static-server.ts'
import { temporaryFolder } from './temporary-folder.ts'

const corpus = fileURLToPath(new URL('../convert/corpus/make-corpus.mjs', import.meta.url))
const runtime = dirname(createRequire(import.meta.url).resolve('onnxruntime-web'))
const generators = ['dcgan', 'dcgan-channels-first', 'vae-decoder', 'u-net'] as const
/** What is converted: a file of its own for each model and set of options. */
const conversions = [
  ...generators.map((name) => ({ file: `${name}.onnx`, name, options: {} })),
  { file: 'int8.onnx', name: 'dcgan', options: { weights: 'int8' } },
  { file: 'pixels.onnx', name: 'dcgan', options: { output_pixels: ['rgba8,-1..1'] } },
  { file: 'grey.onnx', name: 'vae-encoder', options: { input_pixels: ['rgba8,-1..1'] } },
  {
    file: 'seen.onnx',
    name: 'discriminator',
    options: { input_pixels: ['rgba8,0..1,mean=0.5/0.4/0.3,std=0.2/0.3/0.4'] },
  },
]
const program = `
import json, sys
from tfjs_to_onnx.convert import convert
from tfjs_to_onnx.convert_options import ConvertOptions
for each in json.loads(sys.argv[2]):
    options = {key: tuple(value) if isinstance(value, list) else value for key, value in each["options"].items()}
    convert(f"{sys.argv[1]}/{each['name']}", f"{sys.argv[1]}/{each['file']}", ConvertOptions(**options))
`
/** An import in a function that goes to the page would be rewritten on the way. */
const pageSource = `<!doctype html><link rel="icon" href="data:," />
<script type="module">globalThis.runtime = (name) => import('/runtime/ort.' + name + '.min.mjs')</script>`

type Device = 'wasm' | 'webgpu'
interface Values {
  readonly type: 'float32' | 'int32'
  readonly shape: readonly number[]
  readonly values: readonly number[]
}

let folder: string
let page: Page
let server: Awaited<ReturnType<typeof serve>>
let index: readonly { name: string; inputs: number[][]; outputs: number[][] }[]

beforeAll(async () => {
  folder = temporaryFolder()
  await promisify(execFile)(process.execPath, [
    corpus,
    folder,
    ...new Set(conversions.map(({ name }) => name)),
  ])
  index = JSON.parse(await readFile(join(folder, 'index.json'), 'utf8'))
  await python(['-c', program, folder, JSON.stringify(conversions)])
  await writeFile(join(folder, 'index.html'), pageSource)
  server = await serve({ folders: { '/': folder, '/runtime/': runtime }, isolated: true })
  page = await (await launch()).newPage()
  await page.goto(server.origin)
  await page.waitForFunction(() => 'runtime' in globalThis)
})
afterAll(async () => {
  await server.close()
  await closeChromium()
})

/** The one output of a converted model in Chromium, as onnxruntime-web computes it there. */
function inBrowser(file: string, input: Values, device: Device): Promise<Values> {
  return page.evaluate(
    async ([url, { type, shape, values }, provider]) => {
      const { runtime } = globalThis as unknown as { runtime: (name: string) => Promise<typeof ort> }
      const web = await runtime(provider)
      web.env.wasm.wasmPaths = '/runtime/'
      web.env.wasm.numThreads = 1
      web.env.logLevel = 'error'
      const session = await web.InferenceSession.create(url, { executionProviders: [provider] })
      const data = type === 'int32' ? Int32Array.from(values) : Float32Array.from(values)
      const feeds = { [session.inputNames[0]!]: new web.Tensor(type, data, shape) }
      const output = (await session.run(feeds))[session.outputNames[0]!]!
      const found = { shape: output.dims, values: Array.from(output.data as Int32Array), type: output.type }
      await session.release()
      return found as Values
    },
    [`/${file}`, input, device] as const,
  )
}

/** The same in this process. */
async function inNode(file: string, { type, shape, values }: Values): Promise<Values> {
  const session = await ort.InferenceSession.create(join(folder, file))
  const data = type === 'int32' ? Int32Array.from(values) : Float32Array.from(values)
  const feeds = { [session.inputNames[0]!]: new ort.Tensor(type, data, shape) }
  const output = (await session.run(feeds))[session.outputNames[0]!]!
  await session.release()
  return { type, shape: output.dims, values: Array.from(output.data as Int32Array) }
}

/** What TensorFlow.js was given, and what it made of it. */
async function known(name: string): Promise<{ input: Values; output: Values }> {
  const entry = index.find((each) => each.name === name)!
  const read = async (kind: 'inputs' | 'outputs'): Promise<Values> => {
    const bytes = await readFile(join(folder, name, `${kind}.f32`))
    const values = [
      ...new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)),
    ]
    return { type: 'float32', shape: entry[kind][0]!, values }
  }
  return { input: await read('inputs'), output: await read('outputs') }
}

function largestDifference(a: Values, b: Values): number {
  expect(a.shape).toEqual(b.shape)
  expect(a.values.length).toBe(b.values.length)
  return a.values.reduce((most, value, i) => Math.max(most, Math.abs(value - b.values[i]!)), 0)
}

describe('a converted generator of pictures in Chromium', { timeout: 180_000 }, () => {
  it.each(generators)('%s gives what TensorFlow.js gave, on WASM', async (name) => {
    const { input, output } = await known(name)
    expect(largestDifference(await inBrowser(`${name}.onnx`, input, 'wasm'), output)).toBeLessThan(1e-5)
  })

  it('dcgan does so on WebGPU, with int8 weights as in Node', async () => {
    const { input, output } = await known('dcgan')
    expect(largestDifference(await inBrowser('dcgan.onnx', input, 'webgpu'), output)).toBeLessThan(1e-5)
    const rounded = await inNode('int8.onnx', input)
    for (const device of ['wasm', 'webgpu'] as const)
      expect(largestDifference(await inBrowser('int8.onnx', input, device), rounded)).toBeLessThan(1e-5)
  })
})

describe.each(['wasm', 'webgpu'] as const)('pixels in the graph, on %s', { timeout: 180_000 }, (device) => {
  it('come out opaque, and at most a level from what TensorFlow.js gave', async () => {
    const { input, output } = await known('dcgan')
    const { type, shape, values } = await inBrowser('pixels.onnx', input, device)
    expect([type, shape]).toEqual(['int32', output.shape.slice(0, 3)])
    const bytes = new Uint8Array(Int32Array.from(values).buffer)
    const expected = output.values.map((value) => Math.min(255, Math.floor(127.5 * value + 128)))
    const distances = expected.map((level, i) => Math.abs(level - bytes[4 * Math.floor(i / 3) + (i % 3)]!))
    expect(Math.max(...distances)).toBeLessThanOrEqual(1)
    expect(distances.filter((distance) => distance > 0).length / distances.length).toBeLessThan(0.01)
    expect(bytes.filter((_, i) => i % 4 === 3).every((alpha) => alpha === 255)).toBe(true)
  })

  it('go in as numbers, whatever their alpha; to a grey model as luma', async () => {
    for (const file of ['seen.onnx', 'grey.onnx']) {
      const shape = [3, ...(file === 'grey.onnx' ? [13, 13] : [15, 15])]
      const count = shape.reduce((a, b) => a * b, 1)
      const values = Array.from({ length: count }, (_, i) => Math.imul(i + 1, 0x9e3779b1))
      const input = { type: 'int32', shape, values } as const
      const found = await inBrowser(file, input, device)
      expect(largestDifference(found, await inNode(file, input)), file).toBeLessThan(1e-5)
    }
  })
})
