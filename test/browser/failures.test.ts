import { cpSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Worker } from 'playwright-core'
import { afterAll, describe, expect, it } from 'vitest'
import { closeChromium, openPage, type OpenPageOptions } from './chromium.ts'
import { changedModel, tinyModel } from './fixtures.ts'
import type { JsonLoadOptions } from './page/main.ts'
import { temporaryFolder } from './temporary-folder.ts'

afterAll(closeChromium)

const model = '/model/'
const served = { model: tinyModel }

/** What the browser and ONNX Runtime's loader print of their own accord about a request that failed. */
const notOurs =
  /Failed to load resource|Content Security Policy|CORS policy|wasm streaming compile|falling back to ArrayBuffer|prepare wasm|^Aborted\(/

/** What a page gets from `generateFaces`. */
async function failureOf(page: OpenPageOptions, options: JsonLoadOptions) {
  const opened = await openPage(page)
  const failure = await opened.call('failureOf', options)
  const ours = opened.consoleErrors.filter((line) => !notOurs.test(line))
  opened.consoleErrors.splice(0)
  await opened.close()
  expect(ours).toEqual([])
  return failure
}

function notJson(): string {
  const folder = temporaryFolder()
  cpSync(tinyModel, folder, { recursive: true })
  writeFileSync(join(folder, 'facegan.json'), '<!doctype html><title>Not found</title>')
  return folder
}

const half = (onnx: Buffer) => onnx.subarray(0, onnx.length / 2)
const flipped = (onnx: Buffer) => {
  onnx[onnx.length - 1] ^= 1
  return onnx
}
/** ONNX Runtime has no such operation for WebGPU. */
const withSign = (onnx: Buffer) => {
  onnx.write('Sign', onnx.indexOf('Tanh'))
  return onnx
}

describe('an error reaches the page with code and hint', { timeout: 60_000 }, () => {
  it.each<[string, OpenPageOptions, JsonLoadOptions, string, RegExp, RegExp]>([
    [
      'a folder that is not there',
      {},
      { model },
      'MODEL_NOT_FOUND',
      /facegan\.json answered with status 404/,
      /must hold/,
    ],
    [
      'a server that is not there',
      {},
      { model: 'http://127.0.0.1:9/' },
      'MODEL_NOT_FOUND',
      /could not be fetched/,
      /CORS/,
    ],
    [
      'a name that is not built in',
      {},
      { model: 'faces-31' },
      'MODEL_NOT_FOUND',
      /no built-in model/,
      /faces-64; .* `\.\/faces-31\/`/,
    ],
    [
      'a fallback page for a manifest',
      { model: notJson() },
      { model },
      'INVALID_MANIFEST',
      /it is not JSON/,
      /export/,
    ],
    [
      'a changed byte',
      { model: changedModel(flipped, false) },
      { model },
      'MODEL_CORRUPT',
      /wrong SHA-256/,
      /fetch/,
    ],
    [
      'a file cut short',
      { model: changedModel(half, false) },
      { model },
      'MODEL_CORRUPT',
      /wrong length/,
      /cut short/,
    ],
    [
      'half an ONNX file with its right hash',
      { model: changedModel(half, true) },
      { model },
      'INVALID_MODEL',
      /protobuf parsing failed/,
      /export/,
    ],
    [
      'a graph that WebGPU cannot run whole',
      { model: changedModel(withSign, true) },
      { model, device: 'webgpu' },
      'NO_DEVICE',
      /assigned to the default CPU/,
      /wasm/,
    ],
    [
      'an unknown device',
      served,
      { model, device: 'cuda' as never },
      'INVALID_OPTION',
      /`device` must be one of auto, webgpu, wasm; got "cuda"/,
      /^$/,
    ],
    [
      'no threads',
      served,
      { model, threads: 0 },
      'INVALID_OPTION',
      /`threads` must be an integer from 1/,
      /^$/,
    ],
    [
      'an unknown option',
      served,
      { model, worker: '/' } as never,
      'INVALID_OPTION',
      /made of .*got "worker"/,
      /^$/,
    ],
    [
      'a worker script that is not there',
      served,
      { model, assets: { worker: { wasm: '/no.js' } } },
      'WORKER_SCRIPT',
      /\/no\.js/,
      /assets: \{ worker/,
    ],
    [
      'a worker script of another origin',
      served,
      { model, assets: { worker: { wasm: 'http://127.0.0.1:9/w.js' } } },
      'WORKER_SCRIPT',
      /:9\/w\.js/,
      /own origin/,
    ],
    [
      'a policy without workers',
      { ...served, headers: { 'Content-Security-Policy': "worker-src 'none'" } },
      { model },
      'WORKER_SCRIPT',
      /did not start/,
      /worker-src/,
    ],
    [
      'a policy without WebAssembly',
      { ...served, headers: { 'Content-Security-Policy': "script-src 'self'" } },
      { model },
      'NO_DEVICE',
      /wasm: .*`script-src 'wasm-unsafe-eval'`/,
      /probeDevices/,
    ],
    [
      'a runtime that is not there',
      served,
      { model, assets: { wasm: '/no/' } },
      'NO_DEVICE',
      /no available backend/,
      /probeDevices/,
    ],
    [
      'no navigator.gpu',
      { ...served, prepare: withoutGpu },
      { model, device: 'webgpu' },
      'NO_DEVICE',
      /no navigator\.gpu/,
      /wasm/,
    ],
    [
      'no adapter',
      { ...served, prepare: withoutAdapter },
      { model, device: 'webgpu' },
      'NO_DEVICE',
      /no adapter/,
      /wasm/,
    ],
  ])('%s', async (_, page, options, code, message, hint) => {
    const failure = await failureOf(page, options)
    expect(failure).toMatchObject({ code: `FACEGAN_${code}`, message: expect.stringMatching(message) })
    expect(failure.hint ?? '').toMatch(hint)
  })

  it('loading stops when its signal does', async () => {
    const opened = await openPage(served)
    expect(await opened.call('abortsLoading', model)).toBe(true)
    await opened.close()
  })

  it('disposing rejects what is in hand and what comes after', async () => {
    const opened = await openPage(served)
    const { inFlight, afterwards } = await opened.call('failureOfDisposal', { model })
    expect([inFlight.code, afterwards.code]).toEqual(['FACEGAN_DISPOSED', 'FACEGAN_DISPOSED'])
    await opened.close()
  })
})

describe('a worker that dies', { timeout: 60_000 }, () => {
  it.each([
    [
      'of an uncaught error',
      () => void setTimeout(() => Promise.reject(new Error('out of luck')).catch((e) => reportError(e))),
      /out of luck/,
    ],
    ['without a word', () => void setTimeout(() => close()), /without saying why/],
  ])('%s rejects the work in hand; the next call starts afresh', async (_, kill, message) => {
    const opened = await openPage({ ...served, isolated: false })
    const started = opened.page.waitForEvent('worker')
    const failing = opened.call('failureOfEndlessWork', { model })
    const worker: Worker = await started
    await opened.page.waitForTimeout(500) // well into the work
    await worker.evaluate(kill)
    expect(await failing).toMatchObject({
      code: 'FACEGAN_WORKER_CRASHED',
      message: expect.stringMatching(message),
    })
    expect(await opened.call('failureOf', { model })).toMatchObject({ message: 'it did not fail' })
    await opened.close()
  })
})

function withoutGpu(): void {
  Object.defineProperty(Navigator.prototype, 'gpu', { value: undefined })
}

function withoutAdapter(): void {
  GPU.prototype.requestAdapter = async () => null
}
