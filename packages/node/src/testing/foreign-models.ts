import { createHash } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ModelManifest } from '@facegan/core'

const fixtures = new URL('../../../../test/fixtures/foreign-models/', import.meta.url)

/** A graph in the form of another tool; see `test/fixtures/foreign-models/make-foreign-models.py`. */
export function foreignFile(name: string): URL {
  return new URL(`${name}.onnx`, fixtures)
}

type Described = Pick<ModelManifest, 'input' | 'output'> & Partial<ModelManifest>
const z = { name: 'z' }
const float = { name: 'image', encoding: 'linear', type: 'float32', layout: 'NCHW', range: [-1, 1] } as const
const linear = (change: object): Described['output'] => ({ ...float, range: [-1, 1], ...change })

/** What a manifest must say of each graph that draws the common picture: 6x4, z [N,8]. */
export const foreignModels: Readonly<Record<string, Described>> = {
  'torch-dcgan': { input: { name: 'input' }, output: linear({ name: 'output' }) },
  'keras-sigmoid': {
    input: { name: 'dense_input' },
    output: linear({ name: 'conv2d_3', layout: 'NHWC', range: [0, 1] }),
  },
  levels: { input: z, output: linear({ range: [0, 255] }) },
  bytes: { input: z, output: linear({ type: 'uint8', layout: 'NHWC', range: [0, 255] }) },
  'long-integers': { input: z, output: linear({ type: 'int64', range: [0, 255] }) },
  packed: { input: z, output: { name: 'rgba', encoding: 'packed-rgba' } },
  'one-at-a-time': { input: z, output: linear({}) },
  'batch-statistics': { input: z, output: linear({}), batch: 1 },
  flat: { input: z, output: linear({}) },
  rows: { input: { name: 'w' }, output: linear({}) },
  half: { input: z, output: linear({ type: 'float16' }) },
  grey: { input: z, output: linear({}), image: { width: 6, height: 4, channels: 1 } },
  'truncation-and-noise': {
    input: z,
    output: linear({}),
    extraInputs: [
      { name: 'truncation_psi', type: 'float32', shape: [], value: 1 },
      { name: 'noise0', type: 'float32', shape: ['N', 1, 4, 6], value: 'normal' },
    ],
  },
  'class-label': {
    input: z,
    output: linear({}),
    extraInputs: [{ name: 'label', type: 'int64', shape: ['N'], value: 0 }],
  },
}

/** Makes a model folder of a foreign graph. @returns its path */
export async function foreignFolder(
  inside: string,
  name: string,
  change: Partial<ModelManifest> = {},
): Promise<string> {
  const bytes = await readFile(foreignFile(name))
  const folder = join(inside, name)
  const manifest = {
    format: 'facegan-model',
    formatVersion: 1,
    name,
    version: '1.0.0',
    licence: 'Apache-2.0',
    files: {
      generator: {
        path: 'generator.onnx',
        bytes: bytes.length,
        sha256: createHash('sha256').update(bytes).digest('hex'),
      },
    },
    latent: { size: 8, distribution: 'normal' },
    image: { width: 6, height: 4, channels: 3 },
    ...foreignModels[name],
    ...change,
  } satisfies ModelManifest
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'generator.onnx'), bytes)
  await writeFile(join(folder, 'facegan.json'), JSON.stringify(manifest))
  return folder
}
