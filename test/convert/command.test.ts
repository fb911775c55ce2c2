import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as ort from 'onnxruntime-node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { facegan } from '../cli/run-facegan.ts'
import { toolFolder } from '../parity/python.ts'

const fixture = join(toolFolder, 'tests/fixtures/dcgan-tiny')
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'facegan-convert-'))
})
afterAll(() => rm(folder, { recursive: true }))
const at = (name: string) => join(folder, name)

/** The fixture with a changed model.json, in a folder of its own. */
async function changed(name: string, change: (document: any) => void): Promise<string> {
  await cp(fixture, at(name), { recursive: true })
  const document = JSON.parse(await readFile(join(fixture, 'model.json'), 'utf8'))
  change(document)
  await writeFile(join(at(name), 'model.json'), JSON.stringify(document))
  return at(name)
}

describe('facegan convert', () => {
  it('writes an ONNX file that gives what TensorFlow.js gave, and says how closely it was compared', async () => {
    const out = at('model.onnx')
    const { code, stdout, stderr } = await facegan('convert', fixture, '--out', out, '--verify')
    expect([code, stdout]).toEqual([0, `${out}\n`])
    expect(stderr).toMatch(/\[N,10\] -> \S+ \[N,32,32,3\]\n/)
    expect(stderr).toMatch(/largest difference \S+e-\d+, mean \S+, allowed 1\.0e-5/)

    const session = await ort.InferenceSession.create(out)
    const floats = async (name: string) => {
      const bytes = await readFile(join(fixture, name))
      return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))
    }
    const feeds = {
      [session.inputNames[0]!]: new ort.Tensor('float32', await floats('latents.f32'), [2, 10]),
    }
    const image = (await session.run(feeds))[session.outputNames[0]!]!
    const expected = await floats('images.f32')
    expect(image.dims).toEqual([2, 32, 32, 3])
    const largest = expected.reduce(
      (worst, value, i) => Math.max(worst, Math.abs(value - Number(image.data[i]))),
      0,
    )
    expect(largest).toBeLessThan(1e-6)
  })

  it('--json prints all of it; float16 halves the file, int8 quarters it', async () => {
    const sizes: number[] = []
    for (const weights of ['float32', 'float16', 'int8']) {
      const args = [
        'convert',
        join(fixture, 'model.json'),
        '--out',
        at(`${weights}.onnx`),
        '--weights',
        weights,
      ]
      const { code, stdout } = await facegan(...args, '--verify', '--json', '--opset', '21')
      expect(code).toBe(0)
      const report = JSON.parse(stdout)
      expect(report).toMatchObject({ path: at(`${weights}.onnx`), opset: 21, notes: [] })
      expect(report.differences).toHaveLength(1)
      expect(report.differences[0].largest).toBeLessThan(report.differences[0].allowed)
      expect(report.drift).toHaveLength(weights === 'float32' ? 0 : 1)
      expect((await readFile(report.path)).length).toBe(report.bytes)
      sizes.push(report.bytes)
    }
    expect(sizes[1]! / sizes[0]!).toBeLessThan(0.65)
    expect(sizes[2]! / sizes[0]!).toBeLessThan(0.8) // weights as small as most of these stay
  })

  it('--compute float16 is proved within what float16 can do, and says how far it is from float32', async () => {
    const out = at('half.onnx')
    const half = ['convert', fixture, '--out', out, '--compute', 'float16']
    const { code, stderr } = await facegan(...half, '--verify')
    expect(code).toBe(0)
    expect(stderr).toMatch(/drift from float32 \d\.\de-[34], mean \S+, of 0\.\d+\n/)
    expect(stderr).toMatch(/allowed 1\.0e-2\n/)
    const failed = await facegan(...half, '--verify', '--tolerance', '1e-9')
    expect([failed.code, failed.stderr]).toEqual([1, expect.stringMatching(/hint: lower precision rounds/)])
    const both = await facegan(...half, '--weights', 'int8')
    expect([both.code, both.stderr]).toEqual([
      1,
      expect.stringMatching(/hint: leave out --weights, or --compute/),
    ])
  })

  it('--output-pixels gives bytes, and the proof compares them with the numbers', async () => {
    const out = at('pixels.onnx')
    const args = ['convert', fixture, '--out', out, '--verify', '--json', '--output-pixels']
    const { code, stdout } = await facegan(...args, 'rgba8,-1..1')
    expect(code).toBe(0)
    const { outputs, differences } = JSON.parse(stdout)
    expect(outputs).toMatchObject([{ shape: ['N', 32, 32], dtype: 'int32', pixels: { range: [-1, 1] } }])
    expect(differences[0].largest).toBeLessThan(1e-6)
    expect(differences[0].levels.differing).toBeLessThan(1e-3)
    const wrong = await facegan(...args, 'rgba8,0..1')
    expect([wrong.code, wrong.stderr]).toEqual([
      1,
      expect.stringMatching(/ends in a Tanh, .*\nhint: --output-pixels \S+=rgba8,-1\.\.1\n$/),
    ])
  })

  it('a failed proof leaves no file, and an older one as it was', async () => {
    await mkdir(at('proof'))
    const out = join(at('proof'), 'model.onnx')
    const failing = ['convert', fixture, '--out', out, '--verify', '--tolerance', '1e-12']
    const first = await facegan(...failing)
    expect(first.code).toBe(1)
    expect(first.stderr).toMatch(/ONNX Runtime does not give what TensorFlow\.js gives; no file was written/)
    expect(await readdir(at('proof'))).toEqual([])
    await writeFile(out, 'older')
    expect((await facegan(...failing)).code).toBe(1)
    expect(await readdir(at('proof'))).toEqual(['model.onnx'])
    expect(await readFile(out, 'utf8')).toBe('older')
  })

  it.each([
    [
      'a layer that TensorFlow.js does not have, where it stands',
      (document: any) =>
        document.modelTopology.config.layers.push({ class_name: 'Lambda', config: { name: 'square' } }),
      /error: layer 'square' is a Lambda, which cannot be converted: TensorFlow\.js 4\.22 has no such layer.*layers\[11\]/,
    ],
    [
      'a graph model, with the way out',
      (document: any) => Object.assign(document, { format: 'graph-model' }),
      /is a graph model.*\nhint: python -m tf2onnx\.convert --tfjs/,
    ],
    [
      'weights outside the folder',
      (document: any) => Object.assign(document.weightsManifest[0], { paths: ['../../weights.bin'] }),
      /error: weight file '\.\.\/\.\.\/weights\.bin' does not lie in the folder of model\.json\nhint: put the weight files/,
    ],
  ])('refuses %s', async (name, change, words) => {
    const model = await changed(name.replaceAll(/\W+/g, '-'), change)
    const { code, stdout, stderr } = await facegan('convert', model, '--out', join(model, 'out.onnx'))
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(words)
    expect((await readdir(model)).filter((file) => file.startsWith('out'))).toEqual([])
  })

  it('says what is wrong with the place for the file', async () => {
    const none = await facegan('convert', fixture, '--out', at('absent/model.onnx'))
    expect([none.code, none.stderr]).toEqual([1, expect.stringMatching(/There is no folder .*absent/)])
    const taken = await facegan('convert', fixture, '--out', folder)
    expect([taken.code, taken.stderr]).toEqual([1, expect.stringMatching(/is a folder/)])
  })

  it.each([
    [['--opset', '12'], /`--opset` must be a whole number from 13 up/],
    [['--opset', '22'], /`--opset` must be a whole number from 13 to 21/],
    [['--weights', 'int4'], /Allowed choices are float32, float16, int8/],
  ])('wrong use %j exits with 2', async (args, words) => {
    const { code, stderr } = await facegan('convert', fixture, '--out', at('never.onnx'), ...args)
    expect(code).toBe(2)
    expect(stderr).toMatch(words)
  })
})
