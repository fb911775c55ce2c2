import { copyFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { loadGenerator } from '@facegan/node'
import { afterAll, describe, expect, it } from 'vitest'
import { foreignFolder } from '../../packages/node/src/testing/foreign-models.ts'
import { builtPage } from './built-page.ts'
import { closeChromium, openPage } from './chromium.ts'
import { planarModel, tinyModel } from './fixtures.ts'
import { temporaryFolder } from './temporary-folder.ts'

afterAll(closeChromium)

const seeds = [0, 1, 7, 4294967295]

describe('in Chromium', { timeout: 120_000 }, () => {
  it.each([
    ['wasm', 'packed pixels', tinyModel],
    ['wasm', 'planar floats', planarModel],
    ['webgpu', 'packed pixels', tinyModel],
    ['webgpu', 'planar floats', planarModel],
  ] as const)('%s keeps the whole generator contract with a model of %s', async (device, _, model) => {
    const opened = await openPage({ model })
    expect(await opened.call('brokenClauses', { model: '/model/', device })).toEqual([])
    await opened.close()
  })

  it.each(['half', 'long-integers', 'one-at-a-time', 'truncation-and-noise'])(
    'a generator from elsewhere draws as in Node: %s',
    async (name) => {
      const model = await foreignFolder(temporaryFolder(), name)
      await using generator = await loadGenerator({ model, device: 'cpu' })
      const faces = await generator.generate({ seeds })
      const opened = await openPage({ model })
      const drawn = Buffer.from(
        await opened.call('facesOf', { model: '/model/', device: 'wasm', seeds }),
        'base64',
      )
      await opened.close()
      const expected = Buffer.concat(faces.map(({ data }) => new Uint8Array(data.buffer)))
      expect(drawn).toHaveLength(expected.length)
      expect(drawn.every((level, i) => Math.abs(level - expected[i]) <= 1)).toBe(true)
    },
  )

  it('the built-in model comes with the page and keeps the contract', async () => {
    const opened = await openPage()
    expect(await opened.call('brokenClauses', {})).toEqual([])
    await opened.close()
  })

  it('WebGPU gives the pixels of WASM, at most one level apart', async () => {
    const opened = await openPage({ model: tinyModel })
    const [wasm, webgpu] = await Promise.all(
      (['wasm', 'webgpu'] as const).map((device) =>
        opened.call('facesOf', { model: '/model/', device, seeds }),
      ),
    )
    const levels = Buffer.from(wasm, 'base64')
    const others = Buffer.from(webgpu, 'base64')
    expect(levels).toHaveLength(seeds.length * 8 * 8 * 4)
    expect(levels.every((level, i) => Math.abs(level - others[i]) <= 1)).toBe(true)
    await opened.close()
  })

  it("WebGPU's larger runtime is fetched only when it is used, and each runtime once", async () => {
    const opened = await openPage({ model: tinyModel })
    const fetched = (name: string) => opened.server.requested.filter((path) => path.includes(name)).length
    await opened.call('facesOf', { model: '/model/', seeds })
    await opened.call('facesOf', { model: '/model/', seeds: [3] })
    expect(fetched('asyncify')).toBe(0)
    expect(fetched('webgpu')).toBe(0)
    expect(fetched('generator.onnx')).toBe(1)
    await opened.call('facesOf', { model: '/model/', device: 'webgpu', seeds })
    expect(fetched('.asyncify')).toBe(1)
    await opened.close()
  })

  it('without cross-origin isolation there is one thread, the same faces and a hint', async () => {
    const isolated = await openPage({ model: tinyModel })
    const single = await openPage({ model: tinyModel, isolated: false })
    const request = { model: '/model/', device: 'wasm', seeds, threads: 2 } as const
    expect(await single.call('facesOf', request)).toBe(await isolated.call('facesOf', request))
    expect(isolated.page.workers()).toHaveLength(2)
    expect(single.page.workers()).toHaveLength(1)
    const [, wasm] = await single.call('probeDevices')
    expect(wasm).toMatchObject({
      device: 'wasm',
      available: true,
      detail: expect.stringContaining('1 thread'),
    })
    expect(wasm.hint).toContain('Cross-Origin-Opener-Policy')
    await isolated.close()
    await single.close()
  })

  it('says what the browser offers without fetching any runtime', async () => {
    const opened = await openPage()
    expect(await opened.call('probeDevices')).toEqual([
      {
        device: 'webgpu',
        available: true,
        detail: expect.stringContaining('swiftshader'),
        unpromising: expect.stringContaining('software'),
      },
      { device: 'wasm', available: true, detail: expect.stringMatching(/^SIMD, up to \d+ threads$/) },
    ])
    expect(opened.server.requested.filter((path) => /wasm|onnx|worker/.test(path))).toEqual([])
    await opened.close()
  })

  it('a stream without end can be left', async () => {
    const opened = await openPage({ model: tinyModel })
    expect(await opened.call('firstOfStream', 6, { model: '/model/' })).toEqual([0, 1, 2, 3, 4, 5])
    await opened.close()
  })

  it('takes the worker and ONNX Runtime from where the page says', async () => {
    const built = join(await builtPage(), 'assets')
    const names = readdirSync(built)
    const script = names.find((name) => name.startsWith('wasm-worker'))
    const wasm = names.find((name) => /^ort-wasm-simd-threaded-.*\.wasm$/.test(name))
    const runtime = temporaryFolder()
    copyFileSync(join(built, String(wasm)), join(runtime, 'ort-wasm-simd-threaded.wasm'))
    const opened = await openPage({ model: tinyModel, folders: { '/runtime/': runtime, '/workers/': built } })
    const assets = { worker: { wasm: `/workers/${script}` }, wasm: '/runtime' }
    expect(await opened.call('failureOf', { model: '/model/', assets })).toMatchObject({
      message: 'it did not fail',
    })
    expect(opened.server.requested).toContain(`/workers/${script}`)
    expect(opened.server.requested).toContain('/runtime/ort-wasm-simd-threaded.wasm')
    await opened.close()
  })

  it.each(['wasm', 'webgpu'] as const)(
    '%s works under the strict content security policy of the README',
    async (device) => {
      const policy =
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src data:; connect-src 'self' data:"
      const opened = await openPage({ headers: { 'Content-Security-Policy': policy }, model: tinyModel })
      expect(await opened.call('brokenClauses', { model: '/model/', device })).toEqual([])
      expect(await opened.call('failureOf', {})).toMatchObject({ message: 'it did not fail' })
      await opened.close()
    },
  )
})
