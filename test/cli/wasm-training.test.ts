import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { facegan, startFacegan } from './run-facegan.ts'

/** `facegan train` where there is no libtensorflow: an installation is looked for in an empty folder. */

const narrow = {
  preset: 'faces-64',
  network: {
    imageSize: 32,
    latentSize: 8,
    generator: { widths: [16, 12, 8, 8] },
    discriminator: { widths: [8, 12], minibatchStd: 4, headWidth: 12 },
  },
  batchSize: 8,
  precision: 'auto',
}
const kimgOf = (step: number) => String((step * narrow.batchSize) / 1000)

let folder: string
const at = (...path: string[]) => join(folder, ...path)
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'facegan-wasm-'))
  await facegan('generate', '--seeds', '100-131', '--out', at('pictures'))
  await writeFile(at('narrow.json'), JSON.stringify(narrow))
})
afterAll(() => rm(folder, { recursive: true }))

const withoutNative = { TFJS_NATIVE_HOME: '/nonexistent', TFJS_NATIVE_WASM_THREADS: '1' }
const begin = (run: string, step: number, ...rest: string[]) =>
  ['train', '--data', at('pictures'), '--config', at('narrow.json'), '--out', at(run)].concat(
    ['--kimg', kimgOf(step), '--checkpoint-every', '0.2'],
    rest,
  )
const goOn = (run: string, step: number, ...rest: string[]) =>
  ['train', '--resume', '--out', at(run), '--kimg', kimgOf(step)].concat(rest)

/** Step, images and losses; not how long they took. */
async function curveOf(run: string): Promise<{ step: number; lossG: number; lossD: number }[]> {
  const lines = (await readFile(at(run, 'log.jsonl'), 'utf8')).trimEnd().split('\n')
  return lines.map((line) => {
    const { seconds: _, imagesPerSecond: __, ...rest } = JSON.parse(line)
    return rest
  })
}
const weightsOf = (run: string, step: string, network: string) =>
  readFile(at(run, 'checkpoints', step, network, 'weights.bin'))

it('says that it trains on WASM, why and how much slower; killed and resumed it is the unbroken run, bit for bit', async () => {
  const killed = startFacegan(begin('killed', 40), withoutNative)
  for (let waited = 0; !existsSync(at('killed/checkpoints/step-000000020')); waited++) {
    if (waited > 3000 || killed.child.exitCode !== null) throw new Error((await killed.ended).stderr)
    await sleep(10)
  }
  killed.child.kill('SIGKILL')
  const { stderr: said } = await killed.ended
  expect(said).toMatch(
    /warning: Native TensorFlow is not set up on this machine: .* Training on WASM \(1 thread\), about \d+ times slower, in float32\. For full speed: node .*setup/,
  )
  const resumed = await startFacegan(goOn('killed', 40), withoutNative).ended
  expect(resumed.code, resumed.stderr).toBe(0)
  expect(resumed.stderr).toMatch(/Resumed at step 20 /)
  expect(resumed.stderr).toMatch(/Next: facegan export .* --out model,\nwhich needs `facegan setup`/)

  const unbroken = await startFacegan(begin('unbroken', 40, '--device', 'wasm'), withoutNative).ended
  expect(unbroken.code, unbroken.stderr).toBe(0)
  expect(unbroken.stderr).not.toContain('warning')
  const curve = await curveOf('unbroken')
  expect(curve.map(({ step }) => step)).toEqual([20, 40])
  for (const { lossG, lossD } of curve) expect(Number.isFinite(lossG + lossD)).toBe(true)
  expect(await curveOf('killed')).toEqual(curve)
  for (const network of ['generator', 'discriminator', 'ema'])
    expect(await weightsOf('killed', 'step-000000040', network)).toEqual(
      await weightsOf('unbroken', 'step-000000040', network),
    )

  const [grid] = await readdir(at('killed/samples'))
  const { channels, isOpaque } = await sharp(at('killed/samples', grid!)).stats()
  expect(await sharp(at('killed/samples', grid!)).metadata()).toMatchObject({ width: 256, height: 256 })
  expect(isOpaque).toBe(true)
  for (const { stdev } of channels.slice(0, 3)) expect(stdev).toBeGreaterThan(3) // faces of some kind, not one colour
  expect(await readdir(at('killed/tensorboard'))).toHaveLength(2)

  const { config, versions } = JSON.parse(await readFile(at('killed/config.json'), 'utf8'))
  expect(config.precision).toBe('float32')
  expect(versions).toMatchObject({ wasm: '4.22.0' })
  expect(versions).not.toHaveProperty('tensorflow')
}, 180_000)

it('a run changes between native TensorFlow and WASM, and says that it is then the same only about', async () => {
  expect((await facegan(...begin('native', 40, '--device', 'native'))).code).toBe(0)
  expect((await facegan(...begin('both', 20))).code).toBe(0)
  const onWasm = await startFacegan(goOn('both', 40, '--device', 'wasm'), withoutNative).ended
  expect(onWasm.code, onWasm.stderr).toBe(0)
  expect(onWasm.stderr).toMatch(
    /warning: This run was trained on native TensorFlow so far and goes on on WASM/,
  )
  const curve = await curveOf('both')
  const back = await facegan(...goOn('both', 60))
  expect(back.code, back.stderr).toBe(0)
  expect(back.stderr).toMatch(/warning: This run was trained on WASM so far and goes on on native TensorFlow/)

  // the same latents, order, masks and augmentation: apart by rounding alone
  const native = await curveOf('native')
  expect(curve[0]).toEqual(native[0])
  expect(curve[1]).not.toEqual(native[1])
  expect(curve[1]!.lossG).toBeCloseTo(native[1]!.lossG, 1)
  expect(curve[1]!.lossD).toBeCloseTo(native[1]!.lossD, 1)
}, 180_000)

it('where the device asked for does not work, or none does, it says what to do', async () => {
  const native = await startFacegan(begin('none', 20, '--device', 'native'), withoutNative).ended
  expect([native.code, existsSync(at('none'))]).toEqual([1, false])
  expect(native.stderr).toMatch(/^error: Native TensorFlow is not set up .*\nRun: node .* setup\n$/)

  const neither = await startFacegan(begin('none', 20), { ...withoutNative, TFJS_NATIVE_WASM_THREADS: 'few' })
    .ended
  expect([neither.code, existsSync(at('none'))]).toEqual([1, false])
  expect(neither.stderr).toMatch(
    /^error: There is nothing to train on\. Tried, in order:\n {2}native: .* setup\n {2}wasm: .*TFJS_NATIVE_WASM_THREADS\.\nhint: .*\n$/,
  )

  const wrong = await facegan(...begin('none', 20, '--device', 'abacus'))
  expect(wrong.code).toBe(2)
  expect(wrong.stderr).toMatch(/auto, native, wasm/)
})
