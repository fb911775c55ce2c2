import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { builtPage } from './built-page.ts'
import { closeChromium, openPage } from './chromium.ts'
import { tinyModel } from './fixtures.ts'
import { temporaryFolder } from './temporary-folder.ts'

afterAll(closeChromium)

const model = '/model/'

/** As if the software adapter were a graphics card. */
function hardware(): void {
  if (!('GPUAdapterInfo' in globalThis)) throw new Error('no WebGPU in this Chromium')
  Object.defineProperty(GPUAdapterInfo.prototype, 'isFallbackAdapter', { get: () => false })
}

function hardwareThatSavesData(): void {
  Object.defineProperty(GPUAdapterInfo.prototype, 'isFallbackAdapter', { get: () => false })
  Object.defineProperty(navigator, 'connection', { value: { saveData: true } })
}

/** Every answer with pixels comes late. */
const slowBy = (ms: number) => `
  const post = self.postMessage.bind(self)
  self.postMessage = (message, transfer) => setTimeout(post, message.type === 'pixels' ? ${ms} : 0, message, transfer)
`
/** Lets a test get at the graphics device. */
const withDevice = `
  const { requestDevice } = GPUAdapter.prototype
  GPUAdapter.prototype.requestDevice = async function (descriptor) {
    return (self.device = await requestDevice.call(this, descriptor))
  }
`

/** The built worker of a device, with a script that runs before it. @returns the address it is served under */
async function workerAfter(
  script: string,
  device: 'wasm' | 'webgpu',
): Promise<{ address: string; folder: string }> {
  const name = readdirSync(join(await builtPage(), 'assets')).find((file) =>
    file.startsWith(`${device}-worker`),
  )
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'first.js'), script)
  writeFileSync(join(folder, 'worker.js'), `import './first.js'\nimport '/assets/${name}'\n`)
  return { address: `/${device}/worker.js`, folder }
}

/** WASM needs a second and a half for a batch. @param webgpuMs how much longer than it takes WebGPU needs */
async function openSlowPage(prepare?: () => void, webgpuMs = 0) {
  const wasm = await workerAfter(slowBy(1500), 'wasm')
  const webgpu = await workerAfter(slowBy(webgpuMs), 'webgpu')
  const folders = { '/wasm/': wasm.folder, '/webgpu/': webgpu.folder }
  const opened = await openPage({ model: tinyModel, folders, ...(prepare && { prepare }) })
  const assets = { worker: { wasm: wasm.address, webgpu: webgpu.address } }
  return { opened, work: { model, assets, most: 4000, batchSize: 4 } }
}

const fetchedRuntime = (requested: readonly string[]) => requested.some((path) => path.includes('asyncify'))
const memory = () => Object.entries(localStorage).filter(([key]) => key.startsWith('facegan '))

describe('auto', { timeout: 90_000 }, () => {
  it('moves to WebGPU when that is faster; the next visit does so after its first batch', async () => {
    const { opened, work } = await openSlowPage(hardware)
    const first = await opened.call('makeUntilSettled', work)
    expect(first.changes).toEqual([
      { from: 'wasm', to: 'webgpu', why: 'faster', detail: expect.stringMatching(/faces a second, against/) },
    ])
    expect(first.device).toBe('webgpu')
    expect(first.seeds).toEqual(first.seeds.map((_, n) => n))
    expect(first.seeds.length).toBeGreaterThan(4 * 2) // work enough to pay for it
    expect(await opened.page.evaluate(memory)).toEqual([
      [expect.any(String), expect.stringMatching(/^webgpu Mozilla/)],
    ])

    await opened.revisit()
    const second = await opened.call('makeUntilSettled', work)
    expect(second.device).toBe('webgpu')
    expect(levelsApart(first.pixels, second.pixels)).toBeLessThanOrEqual(1)
    await opened.close()
  })

  it('stays where it is when WebGPU loses, and does not ask again on the next visit', async () => {
    const { opened, work } = await openSlowPage(hardware, 8000)
    const first = await opened.call('makeUntilSettled', work)
    expect(first).toMatchObject({ device: 'wasm', changes: [] })
    expect(first.skipped).toEqual([expect.stringMatching(/^webgpu: .*faces a second, against/)])
    expect(await opened.page.evaluate(memory)).toEqual([
      [expect.any(String), expect.stringMatching(/^wasm Mozilla/)],
    ])
    expect(fetchedRuntime(opened.server.requested)).toBe(true)

    await opened.revisit()
    opened.server.requested.splice(0)
    const second = await opened.call('makeUntilSettled', { ...work, most: 16 }) // 6 s of work
    expect(second).toMatchObject({ device: 'wasm', skipped: [] })
    expect(fetchedRuntime(opened.server.requested)).toBe(false)
    await opened.close()
  })

  it('does not fetch the second runtime for a software adapter', async () => {
    const { opened, work } = await openSlowPage()
    const { device, skipped } = await opened.call('makeUntilSettled', work)
    expect(device).toBe('wasm')
    expect(skipped).toEqual([expect.stringContaining('software')])
    expect(fetchedRuntime(opened.server.requested)).toBe(false)
    await opened.close()
  })

  it('nor where the browser is set to save data', async () => {
    const { opened, work } = await openSlowPage(hardwareThatSavesData)
    const { skipped } = await opened.call('makeUntilSettled', work)
    expect(skipped).toEqual([expect.stringContaining('save data')])
    expect(fetchedRuntime(opened.server.requested)).toBe(false)
    await opened.close()
  })
})

describe('a graphics device that is lost', { timeout: 90_000 }, () => {
  it('in the middle of a stream loses and repeats no face: WASM goes on', async () => {
    const { address, folder } = await workerAfter(withDevice, 'webgpu')
    const opened = await openPage({ model: tinyModel, folders: { '/webgpu/': folder } })
    const options = { model, device: 'webgpu', assets: { worker: { webgpu: address } } } as const
    const started = opened.page.waitForEvent('worker')
    const making = opened.call('makeUntilSettled', { ...options, most: 600, batchSize: 4 })
    const worker = await started
    await opened.page.waitForFunction(() => Number(document.title) > 40)
    await worker.evaluate(() => (globalThis as unknown as { device: GPUDevice }).device.destroy())
    const { seeds, pixels, changes, device, skipped } = await making
    expect(seeds).toEqual(Array.from({ length: 600 }, (_, n) => n))
    expect(changes).toEqual([
      { from: 'webgpu', to: 'wasm', why: 'failed', detail: expect.stringContaining('device was lost') },
    ])
    expect(device).toBe('wasm')
    expect(skipped).toEqual([expect.stringContaining('webgpu')])
    const expected = await opened.call('facesOf', { model, device: 'wasm', seeds: '0-599' })
    expect(levelsApart(pixels, expected)).toBeLessThanOrEqual(1)
    opened.consoleErrors.splice(0) // what ONNX Runtime says of it
    await opened.close()
  })
})

/** Of two runs of faces in base64, as far as both go. */
function levelsApart(a: string, b: string): number {
  const [one, other] = [Buffer.from(a, 'base64'), Buffer.from(b, 'base64')]
  const both = Math.min(one.length, other.length)
  expect(both).toBeGreaterThan(0)
  return one.subarray(0, both).reduce((most, level, i) => Math.max(most, Math.abs(level - other[i])), 0)
}
