import {
  DeviceRunner,
  createFaceMaker,
  createGenerator,
  openRunner,
  type DeviceAttempt,
  type DeviceChange,
  type DeviceRunnerOptions,
  type Face,
  type FaceGenerator,
  type OpenDevice,
  type Runner,
} from '@facegan/core'
import { generatorContract, largestDifference } from '@facegan/core/testing'
import { loadGenerator } from '@facegan/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ConcreteDevice } from './devices.ts'
import type { ModelSource } from './model-source.ts'
import { readModel } from './read-model.ts'
import { faultyWorker, type Fault } from './testing/faulty-worker.ts'
import { temporaryFolder, tinyModel, type TemporaryFolder } from './testing/fixtures.ts'
import { openWorkerChannel } from './worker-channel.ts'

const healthy = new URL('../dist/native-worker.js', import.meta.url)
let source: ModelSource
let folder: TemporaryFolder
let expected: readonly Face[]
beforeAll(async () => {
  source = await readModel({ model: tinyModel })
  folder = await temporaryFolder()
  await using generator = await loadGenerator({ model: tinyModel, device: 'cpu' })
  expected = await generator.generate({ seeds: '0-199' })
})
afterAll(() => folder[Symbol.asyncDispose]())

/** The real network in a real thread, whatever the device is called. */
const openIn =
  (entry: (device: ConcreteDevice) => URL): OpenDevice<ConcreteDevice> =>
  async (device, { onCrash, holdsProcess }) => {
    const channel = openWorkerChannel<unknown>(entry(device), holdsProcess)
    const settings = { executionProvider: 'cpu', threads: 1 }
    const { manifest, bytes } = source
    const runner = await openRunner(channel, { manifest, model: bytes.slice(), settings }, () => [])
    channel.onCrash(onCrash)
    return runner
  }

const openHealthy = openIn(() => healthy)

async function generatorOn(
  device: ConcreteDevice,
  open: OpenDevice<ConcreteDevice>,
  options: Partial<DeviceRunnerOptions<ConcreteDevice>> = {},
) {
  const changes: DeviceChange<ConcreteDevice>[] = []
  const skipped: DeviceAttempt[] = []
  const onChange = (change: DeviceChange<ConcreteDevice>) => void changes.push(change)
  const runner = await DeviceRunner.start(device, {
    open,
    fallback: 'cpu',
    faster: [],
    skipped,
    onChange,
    ...options,
  })
  const maker = createFaceMaker({
    manifest: source.manifest,
    runner,
    skipped,
    get device() {
      return runner.device
    },
    makeFace: (face) => face,
  })
  const generator = createGenerator(maker)
  return { generator, changes, skipped }
}

function expectSameFaces(faces: readonly Face[]): void {
  expect(faces.map(({ seed }) => seed)).toEqual(expected.map(({ seed }) => seed))
  expect(Math.max(...faces.map((face, i) => largestDifference(face, expected[i])))).toBeLessThanOrEqual(1)
}

/** Speed in these tests is told by a clock that only runs move: the machine may be as busy as it likes. */
let clock = 0
/** Makes each run cost time on that clock, or other pixels. */
const altered = (runner: Runner, { costMs = 1, level = 0 }): Runner => ({
  async run(numbers, count) {
    const pixels = await runner.run(numbers, count)
    clock += costMs
    return level === 0 ? pixels : pixels.map((value) => value ^ level)
  },
  dispose: () => runner.dispose(),
})

describe.each<[Fault, string]>([
  ['throws', 'the device was lost'],
  ['dies', 'The inference worker stopped: out of memory'],
])('a device that %s in the middle of a stream', (fault, message) => {
  it.each([0, 1, 7])('after %i runs: no face is lost or made twice', async (goodRuns) => {
    const entry = await faultyWorker(folder.path, fault, goodRuns)
    const { generator, changes, skipped } = await generatorOn(
      'cuda',
      openIn((device) => (device === 'cuda' ? entry : healthy)),
    )
    expect(generator.device).toBe('cuda')
    const faces: Face[] = []
    for await (const face of generator.stream({ seeds: '0-199', batchSize: 8 })) faces.push(face)
    expectSameFaces(faces)
    expect(generator.device).toBe('cpu')
    expect(skipped).toMatchObject([{ device: 'cuda', cause: { message } }])
    expect(changes).toEqual([{ from: 'cuda', to: 'cpu', why: 'failed', detail: message }])
    await generator.dispose()
  })

  it('fails once for all calls that were in flight', async () => {
    const entry = await faultyWorker(folder.path, fault, 2)
    const { generator, changes } = await generatorOn(
      'webgpu',
      openIn((device) => (device === 'webgpu' ? entry : healthy)),
    )
    const calls = Array.from({ length: 200 }, (_, seed) => generator.generate({ seeds: seed }))
    expectSameFaces((await Promise.all(calls)).flat())
    expect(changes).toHaveLength(1)
    await generator.dispose()
  })
})

describe('the last device there is', () => {
  it('whose thread dies rejects what was in flight; its generator’s next call works', async () => {
    const entry = await faultyWorker(folder.path, 'dies', 3)
    let opened = 0
    const open = openIn(() => (opened++ === 0 ? entry : healthy))
    const { generator, changes } = await generatorOn('cpu', open)
    await expect(generator.generate({ seeds: '0-199', batchSize: 8 })).rejects.toMatchObject({
      code: 'FACEGAN_WORKER_CRASHED',
    })
    expectSameFaces(await generator.generate({ seeds: '0-199' }))
    expect(opened).toBe(2)
    expect(changes).toEqual([])
    await generator.dispose()
  })

  it('that throws passes its error on, and goes on where it can', async () => {
    const entry = await faultyWorker(folder.path, 'throws', 1)
    const { generator } = await generatorOn(
      'cpu',
      openIn(() => entry),
    )
    expect(await generator.generate({ seeds: 0 })).toHaveLength(1)
    await expect(generator.generate({ seeds: 1 })).rejects.toThrow('the device was lost')
    expect(generator.device).toBe('cpu')
    await generator.dispose()
  })

  it('that cannot be opened after another failed rejects, and loses no later call', async () => {
    const entry = await faultyWorker(folder.path, 'throws', 1)
    let attempts = 0
    const open: OpenDevice<ConcreteDevice> = (device, life) => {
      if (device === 'cpu' && attempts++ === 0) return Promise.reject(new Error('no memory'))
      return openIn(() => (device === 'cuda' ? entry : healthy))(device, life)
    }
    const { generator } = await generatorOn('cuda', open)
    await expect(generator.generate({ seeds: '0-199', batchSize: 8 })).rejects.toThrow('no memory')
    expectSameFaces(await generator.generate({ seeds: '0-199' }))
    await generator.dispose()
  })
})

describe('a trial', () => {
  const slowStart: OpenDevice<ConcreteDevice> = async (device, life) =>
    altered(await openHealthy(device, life), { costMs: device === 'cpu' ? 30 : 1 })
  const auto = { faster: ['cuda', 'webgpu'] as const, trialAfterMs: 60, now: () => clock }

  /** Until the trial, which takes as long as a thread takes to start, has led away from the CPU. */
  const moved = (generator: FaceGenerator) =>
    expect.poll(() => generator.device, { timeout: 60_000 }).not.toBe('cpu')

  it('moves a stream to the device that is faster, and says so', async () => {
    const { generator, changes, skipped } = await generatorOn('cpu', slowStart, auto)
    const faces: Face[] = []
    for await (const face of generator.stream({ seeds: '0-199', batchSize: 4 })) {
      faces.push(face)
      if (faces.length === 100) await moved(generator)
    }
    expectSameFaces(faces)
    expect(generator.device).toBe('cuda')
    expect(changes).toMatchObject([{ from: 'cpu', to: 'cuda', why: 'faster' }])
    expect(changes[0].detail).toMatch(/^in a trial of batches of 4 it made 4,000 faces a second, against \d+/)
    expect(skipped).toEqual([]) // webgpu was not needed
    await generator.dispose()
  })

  it('is not begun before there was work enough', async () => {
    const opened: string[] = []
    const open: OpenDevice<ConcreteDevice> = (device, life) => (
      opened.push(device),
      openHealthy(device, life)
    )
    const { generator } = await generatorOn('cpu', open, { faster: ['cuda'], trialAfterMs: 1e9 })
    await generator.generate({ seeds: '0-199', batchSize: 4 })
    expect(opened).toEqual(['cpu'])
    await generator.dispose()
  })

  it('passes over what is slower, draws other faces, fails or cannot be opened, each with its reason', async () => {
    const entry = await faultyWorker(folder.path, 'throws', 2)
    const open: OpenDevice<ConcreteDevice> = async (device, life) => {
      if (device === 'dml') throw new Error('no adapter')
      if (device === 'coreml') return openIn(() => entry)(device, life)
      const runner = await openHealthy(device, life)
      if (device === 'cuda') return altered(runner, { costMs: 100 })
      return altered(runner, { level: device === 'webgpu' ? 4 : 0 })
    }
    const faster = ['cuda', 'webgpu', 'dml', 'coreml'] as const
    const { generator, changes, skipped } = await generatorOn('cpu', open, { faster, now: () => clock })
    await generator.warmup({ batchSize: 8 })
    expect(generator.device).toBe('cpu')
    expect(changes).toEqual([])
    expect(skipped.map(({ device, cause }) => `${device}: ${(cause as Error).message}`)).toEqual([
      'cuda: in a trial of batches of 8 it made 80 faces a second, against 8,000',
      'webgpu: it draws other faces: pixels differ by up to 4 levels',
      'dml: no adapter',
      'coreml: the device was lost',
    ])
    expectSameFaces(await generator.generate({ seeds: '0-199' }))
    await generator.dispose()
  })

  it('of a device that fails later leads back, and on to the next candidate', async () => {
    const entry = await faultyWorker(folder.path, 'throws', 12)
    const open: OpenDevice<ConcreteDevice> = async (device, life) =>
      device === 'cuda' ? altered(await openIn(() => entry)(device, life), {}) : slowStart(device, life)
    const asked = { ...auto, trialAfterMs: Infinity } // by warmup alone
    const { generator, changes } = await generatorOn('cpu', open, asked)
    await generator.warmup({ batchSize: 4 })
    const faces: Face[] = []
    for await (const face of generator.stream({ seeds: '0-199', batchSize: 4 })) faces.push(face)
    expectSameFaces(faces)
    await generator.warmup()
    expect(changes.map(({ from, to, why }) => `${from} ${to} ${why}`)).toEqual([
      'cpu cuda faster',
      'cuda cpu failed',
      'cpu webgpu faster',
    ])
    await generator.dispose()
  })

  it('that runs when the generator is disposed of leaves no thread behind', async () => {
    const open: OpenDevice<ConcreteDevice> = async (device, life) => {
      const runner = await openHealthy(device, life)
      if (device === 'cuda') await new Promise((resolve) => setTimeout(resolve, 50))
      return runner
    }
    const disposed: string[] = []
    const counting: OpenDevice<ConcreteDevice> = async (device, life) => {
      const runner = await open(device, life)
      const dispose = async () => (await runner.dispose(), void disposed.push(device))
      return { run: (numbers, count) => runner.run(numbers, count), dispose }
    }
    const { generator } = await generatorOn('cpu', counting, { faster: ['cuda'], trialAfterMs: 0 })
    await generator.generate({ seeds: 0 })
    await generator.generate({ seeds: 1 })
    await generator.dispose()
    await expect
      .poll(() => disposed.toSorted(), { timeout: 60_000 })
      .toEqual(expect.arrayContaining(['cpu', 'cuda']))
  })
})

it('the generator contract holds across a failure', async () => {
  const entry = await faultyWorker(folder.path, 'throws', 5)
  const { generator, changes } = await generatorOn(
    'cuda',
    openIn((device) => (device === 'cuda' ? entry : healthy)),
  )
  for (const { name, check } of generatorContract)
    await expect(check(generator), name).resolves.toBeUndefined()
  expect(changes).toHaveLength(1)
  await generator.dispose()
})
