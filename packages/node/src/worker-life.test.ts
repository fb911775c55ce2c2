import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Worker } from 'node:worker_threads'
import { DisposedError, WorkerCrashedError, generateFaces, loadGenerator } from '@facegan/node'
import { describe, expect, it } from 'vitest'
import { tinyModel } from './testing/fixtures.ts'

const model = tinyModel

/** Runs `open` and gives the inference thread that it started. */
async function workerOf<T>(open: () => Promise<T>): Promise<[Worker, T]> {
  const started = once(process, 'worker')
  const result = await open()
  const [worker] = (await started) as [Worker]
  return [worker, result]
}

describe('a thread that dies', () => {
  it('rejects the calls in flight; the next generateFaces works', async () => {
    const [worker] = await workerOf(() => generateFaces({ model, threads: 4 })) // threads: not shared with other tests
    // ended between two runs: ended inside one, ONNX Runtime would take the test's own process down with it
    worker.once('message', () => worker.terminate())
    const faces = generateFaces({ count: 100_000, model, threads: 4 })
    await expect(faces).rejects.toThrow(WorkerCrashedError)
    expect(await generateFaces({ count: 3, model, threads: 4 })).toHaveLength(3)
  })

  it('between calls is replaced without an error', async () => {
    const [worker] = await workerOf(() => generateFaces({ model, threads: 5 }))
    await worker.terminate()
    expect(await generateFaces({ count: 3, model, threads: 5 })).toHaveLength(3)
  })

  it('rejects its own generator’s calls with the cause; the next call works', async () => {
    const [worker, generator] = await workerOf(() => loadGenerator({ model }))
    worker.once('message', () => worker.terminate())
    await expect(generator.generate(100_000)).rejects.toMatchObject({
      code: 'FACEGAN_WORKER_CRASHED',
      message: 'The inference worker stopped: it exited with code 1',
    })
    expect(await generator.generate(3)).toHaveLength(3)
    await generator.dispose()
  })
})

describe('dispose', () => {
  it('in the middle of runs never takes the process down', async () => {
    const code = `for (let i = 0; i < 20; i++) {
      const generator = await loadGenerator({ device: 'cpu' })
      const faces = generator.generate({ count: 256, batchSize: 8 }).catch((error) => error.code)
      await new Promise((resolve) => setTimeout(resolve, 10 + 3 * i))
      await generator.dispose()
      await faces
    }
    console.log('alive')`
    expect(await runScript(code)).toMatchObject({ stdout: 'alive\n', stderr: '' })
  })

  it('ends the thread and rejects what is in flight', async () => {
    const [worker, generator] = await workerOf(() => loadGenerator({ model }))
    const exited = once(worker, 'exit')
    const faces = generator.generate(100_000)
    await Promise.all([expect(faces).rejects.toThrow(DisposedError), generator.dispose()])
    await exited
    await expect(generator.generate()).rejects.toThrow(DisposedError)
  })
})

it('an abort while the network is opened ends the thread', async () => {
  const controller = new AbortController()
  const started = once(process, 'worker')
  const loading = loadGenerator({ model, signal: controller.signal })
  const [worker] = (await started) as [Worker]
  const exited = once(worker, 'exit')
  controller.abort('changed my mind')
  await Promise.all([expect(loading).rejects.toBe('changed my mind'), exited])
})

describe('the process', () => {
  it.each([
    ['generateFaces', `console.log((await generateFaces({ count: 16, model })).length)`],
    ['loadGenerator', `console.log((await (await loadGenerator({ model })).generate(16)).length)`],
    [
      'a stream left early',
      `for await (const f of streamFaces({ count: 1e6, model })) { console.log(16); break }`,
    ],
    ['probeDevices', `await probeDevices(); console.log(16)`],
    ['warmup', `await (await loadGenerator({ model })).warmup(); console.log(16)`],
    [
      'a device of several threads',
      `console.log((await generateFaces({ count: 16, model, threads: 4 })).length)`,
    ],
    ['WASM', `console.log((await generateFaces({ count: 16, model, device: 'wasm' })).length)`],
    ['generateFaces of the built-in model', `console.log((await generateFaces(16)).length)`],
  ])('ends by itself after %s without dispose', async (_name, code) => {
    const { stdout, stderr } = await runScript(code)
    expect(stdout).toBe('16\n')
    expect(stderr).toBe('')
  })

  it('can be left with process.exit in the middle of a run, with its own exit code', async () => {
    for (const delayMs of [5, 20, 40, 60]) {
      const code = `await generateFaces(1)
        generateFaces({ count: 4096, batchSize: 256 }).catch(() => {})
        setTimeout(() => process.exit(3), ${delayMs})`
      await expect(runScript(code)).rejects.toMatchObject({ code: 3, stderr: '' })
    }
  })

  it('stays alive while a call is pending', async () => {
    const { stdout } = await runScript(
      `generateFaces({ count: 2000, model }).then((faces) => console.log(faces.length))`,
    )
    expect(stdout).toBe('2000\n')
  })

  it('fails with the error’s code, and does not hang, when the model is missing', async () => {
    await expect(runScript(`await generateFaces({ model: './nowhere' })`)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('FACEGAN_MODEL_NOT_FOUND'),
    })
  })

  it('can require the package from CommonJS', async () => {
    const code = `require('@facegan/node').generateFaces({ count: 2, model }).then((faces) => console.log(faces.length))`
    const { stdout } = await run([
      '--input-type=commonjs',
      '-e',
      `const model = ${JSON.stringify(model)}; ${code}`,
    ])
    expect(stdout).toBe('2\n')
  })
})

it('the main thread keeps ticking while a batch runs', async () => {
  await generateFaces(1)
  let ticks = 0
  const timer = setInterval(() => ticks++, 1)
  await generateFaces({ count: 512, batchSize: 512 }) // one run of a good part of a second
  clearInterval(timer)
  expect(ticks).toBeGreaterThan(20) // 0 to 2 where a run blocks the main thread
})

function runScript(code: string) {
  const names = 'generateFaces, streamFaces, loadGenerator, probeDevices'
  const script = `import { ${names} } from '@facegan/node'; const model = ${JSON.stringify(model)}; ${code}`
  return run(['--input-type=module', '-e', script])
}

/** A fresh Node process, killed (and so failing its test) when it has not ended after 20 seconds. */
function run(args: string[]) {
  const cwd = fileURLToPath(new URL('..', import.meta.url))
  return promisify(execFile)(process.execPath, args, { cwd, timeout: 20_000 })
}
