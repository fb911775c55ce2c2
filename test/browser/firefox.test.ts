import { loadGenerator, verifyFace } from '@facegan/node'
import { largestDifference } from '@facegan/core/testing'
import puppeteer, { type Browser, type Page } from 'puppeteer-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { builtPage } from './built-page.ts'
import { tinyModel } from './fixtures.ts'
import type { PageFunctions } from './page/main.ts'
import { serve } from './static-server.ts'
import { removeTemporaryFolders } from './temporary-folder.ts'

/** The page that Chromium's tests use, in Firefox, by WebDriver BiDi. */
let browser: Browser
let server: Awaited<ReturnType<typeof serve>>
let page: Page
const said: string[] = []

beforeAll(async () => {
  const executablePath = process.env['FACEGAN_FIREFOX'] ?? '/usr/bin/firefox-esr'
  browser = await puppeteer.launch({ browser: 'firefox', executablePath, headless: true }).catch((cause) => {
    throw new Error(
      `These tests need Firefox, and ${executablePath} did not start. Install it with\n` +
        '  sudo apt-get update && sudo apt-get install -y firefox-esr\n' +
        'or set FACEGAN_FIREFOX to its program.',
      { cause },
    )
  })
  server = await serve({ folders: { '/': await builtPage(), '/model/': tinyModel }, isolated: true })
  page = await browser.newPage()
  page.on('console', (message) => {
    if (['error', 'warn'].includes(message.type())) said.push(message.text())
  })
  page.on('pageerror', (error) => said.push(String(error)))
  await page.goto(server.origin)
  await page.waitForFunction(() => 'facegan' in globalThis)
})
afterAll(async () => {
  await browser?.close()
  await server?.close()
  removeTemporaryFolders()
})

async function call<K extends keyof PageFunctions>(
  name: K,
  ...args: Parameters<PageFunctions[K]>
): Promise<Awaited<ReturnType<PageFunctions[K]>>> {
  const result = await page.evaluate(
    (functionName, values) => {
      const { facegan } = globalThis as unknown as {
        facegan: Record<string, (...given: unknown[]) => unknown>
      }
      return facegan[functionName](...values)
    },
    name as string,
    args as unknown[],
  )
  return result as Awaited<ReturnType<PageFunctions[K]>>
}

describe('in Firefox', { timeout: 90_000 }, () => {
  it('WASM, with threads, keeps the whole generator contract', async () => {
    expect(await call('brokenClauses', { model: '/model/', device: 'wasm' })).toEqual([])
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true)
  })

  it('faces of the built-in model are those of Node, at most one level apart', async () => {
    await using generator = await loadGenerator({ device: 'cpu' })
    const expected = await generator.generate({ seeds: '0-7' })
    const drawn = Buffer.from(await call('facesOf', { seeds: '0-7' }), 'base64')
    const size = expected[0].data.length
    const apart = expected.map((face, n) =>
      largestDifference(face, {
        ...face,
        data: new Uint8ClampedArray(drawn.subarray(n * size, (n + 1) * size)),
      }),
    )
    expect(Math.max(...apart)).toBeLessThanOrEqual(1)
  })

  it('a model is kept for the next visit', async () => {
    const before = await call('loadOnce', { model: '/model/' })
    server.requested.splice(0)
    expect((await call('loadOnce', { model: '/model/' })).pixels).toBe(before.pixels)
    expect(server.requested.filter((path) => path.endsWith('.onnx'))).toEqual([])
  })

  it('canvas, ImageData and ImageBitmap show its pixels', async () => {
    const sheet = await call('drawSheet', { model: '/model/', seeds: '0-15', columns: 4, scale: 6 })
    expect(sheet).toMatchObject({ wrongPixels: 0, faces: 16 })
    const ways = await call('waysOut', { model: '/model/', seeds: 5 })
    expect([ways.imageData, ways.bitmap]).toEqual([ways.face, ways.face])
  })

  it('a PNG saved in Firefox is the face, to Node', async () => {
    const { file } = await call('blobOf', { seed: 42 })
    expect(await verifyFace(Buffer.from(file, 'base64'))).toMatchObject({ verdict: 'same' })
  })

  it('and nothing is said on the console', () => {
    expect(said).toEqual([])
  })
})
