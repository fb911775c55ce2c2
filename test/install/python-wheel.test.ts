import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { locateNative } from '@facegan/tfjs-native'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toolFolder } from '../parity/python.ts'

const execute = promisify(execFile)

/** The converter as strangers get it: one wheel, installed by pip into an empty environment, run from there. */
let folder: string
let wheel: string
const bin = (name: string) => join(folder, 'environment/bin', name)

beforeAll(async () => {
  const installation = locateNative()
  if (!installation) throw new Error('TensorFlow is not set up: run `pnpm facegan setup`')
  folder = await mkdtemp(join(tmpdir(), 'tfjs-to-onnx-wheel-'))
  // setuptools builds beside the sources
  await cp(toolFolder, join(folder, 'source'), {
    recursive: true,
    filter: (path) => !/node_modules|__pycache__|\.egg-info|\/tests$|\/build$/.test(path),
  })
  const build = [
    '-m',
    'pip',
    'wheel',
    '--no-deps',
    '--no-build-isolation',
    '--wheel-dir',
    'wheels',
    './source',
  ]
  await execute(installation.python, build, { cwd: folder })
  const [name] = await readdir(join(folder, 'wheels'))
  wheel = join(folder, 'wheels', name!)
  await execute(installation.python, ['-m', 'venv', 'environment'], { cwd: folder })
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--only-binary', ':all:']
  await execute(bin('python'), [...pip, `${wheel}[keras]`], { cwd: folder })
}, 300_000)
afterAll(() => rm(folder, { recursive: true }))

describe('the wheel of tfjs-to-onnx', () => {
  it('holds the package, its types marker, its licence and its README, and nothing else', async () => {
    const list = ['-m', 'zipfile', '--list', wheel]
    const { stdout } = await execute(bin('python'), list)
    const files = stdout
      .split('\n')
      .slice(1)
      .map((line) => line.split(/\s/)[0]!)
      .filter(Boolean)
    expect(files).toContain('tfjs_to_onnx/py.typed')
    expect(files).toContain('tfjs_to_onnx/layers/convolutions.py')
    expect(files).toContain('tfjs_to_onnx/keras_layers/convolutions.py')
    const others = files.filter((file) => !file.startsWith('tfjs_to_onnx/'))
    expect(others.map((file) => file.replace(/^tfjs_to_onnx-[\d.]+\.dist-info\//, ''))).toEqual(
      expect.arrayContaining(['METADATA', 'RECORD', 'WHEEL', 'entry_points.txt', 'licenses/LICENSE']),
    )
    expect(others.every((file) => file.includes('.dist-info/'))).toBe(true)

    const about = `import importlib.metadata as m, json; d = m.metadata('tfjs-to-onnx')
print(json.dumps([d['License-Expression'], d['Description-Content-Type'], len(d.get_payload() or d['Description']) > 2000, d.get_all('Provides-Extra')]))`
    const told = JSON.parse((await execute(bin('python'), ['-c', about])).stdout)
    expect(told).toEqual(['Apache-2.0', 'text/markdown', true, ['keras', 'export']])
  })

  it('converts and runs a model by its own command, with neither TensorFlow nor this repository near', async () => {
    await mkdir(join(folder, 'work'))
    const fixture = join(toolFolder, 'tests/fixtures/dcgan-tiny')
    const env = { PATH: process.env['PATH'] }
    const run = (args: string[]) => execute(bin('tfjs-to-onnx'), args, { cwd: join(folder, 'work'), env })
    const { stdout, stderr } = await run(['convert', fixture, 'model.onnx'])
    expect(stdout).toBe('')
    expect(stderr).toMatch(/^model\.onnx: [\d,]+ bytes/)
    const inputs = ['--inputs', join(fixture, 'latents.f32'), '--shape', '2,10']
    const ran = await run(['run', 'model.onnx', ...inputs, '--output', 'images.f32'])
    expect(JSON.parse(ran.stdout)).toMatchObject({ shape: [2, 32, 32, 3], dtype: 'float32' })

    const code = `import h5py, json, numpy as np
with h5py.File('dense.h5', 'w') as f:
    f.attrs['keras_version'] = '2.15.0'
    layer = {'class_name': 'Dense', 'config': {'name': 'd', 'units': 2, 'use_bias': False, 'batch_input_shape': [None, 3]}}
    f.attrs['model_config'] = json.dumps({'class_name': 'Sequential', 'config': {'name': 'm', 'layers': [layer]}})
    g = f.create_group('model_weights/d'); g.attrs['weight_names'] = [b'd/kernel:0']
    g['d/kernel:0'] = np.eye(3, 2, dtype='f4')`
    await execute(bin('python'), ['-c', code], { cwd: join(folder, 'work'), env })
    await run(['convert', 'dense.h5', 'dense.onnx'])
    expect(await readdir(join(folder, 'work'))).toContain('dense.onnx')
  })
})
