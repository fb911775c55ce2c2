import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { verifyFace } from '@facegan/node'
import { seedOfText } from '@facegan/web/seed-of-text'
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeChromium, launch } from './chromium.ts'
import { serve, type ServeOptions } from './static-server.ts'
import { temporaryFolder } from './temporary-folder.ts'

const root = fileURLToPath(new URL('../../examples/demo/', import.meta.url))
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
let folder: string

beforeAll(async () => {
  folder = temporaryFolder()
  await build({
    configFile: `${root}vite.config.ts`,
    logLevel: 'error',
    build: { outDir: folder, emptyOutDir: true },
  })
})
afterAll(closeChromium)

interface OpenOptions extends BrowserContextOptions, Omit<ServeOptions, 'folders'> {
  readonly hash?: string
  readonly path?: string
}

/** The built demo in a folder of a plain static host; with headers for threads unless a test is about their absence. */
async function openDemo({
  hash = '#wall=0',
  path = '',
  isolated = true,
  headers,
  ...settings
}: OpenOptions = {}) {
  const server = await serve({ folders: { '/some/where/': folder }, isolated, ...(headers && { headers }) })
  const browser = await launch()
  const context = await browser.newContext({
    serviceWorkers: 'block',
    viewport: { width: 900, height: 640 },
    ...settings,
  })
  const home = `${server.origin}/some/where/`
  const page = await context.newPage()
  const complaints: string[] = []
  const requests: string[] = []
  watch(context, page, complaints, requests)
  await page.addInitScript(countShifts)
  await page.goto(home + path + hash)
  return {
    page,
    context,
    home,
    server,
    complaints,
    /** @throws Error when the page complained, asked another host for something, or moved what was laid out */
    async close(): Promise<void> {
      const moved = await page.evaluate(() => (globalThis as unknown as { moved: string[] }).moved)
      await context.close()
      await server.close()
      expect(complaints).toEqual([])
      expect(requests.filter((url) => !url.startsWith(home) && !/^(blob|data):/.test(url))).toEqual([])
      expect(requests.length).toBeGreaterThan(2)
      expect(moved).toEqual([])
    },
  }
}

function watch(context: BrowserContext, page: Page, complaints: string[], requests: string[]): void {
  page.on('console', (message) => {
    // Playwright's word for `serviceWorkers: 'block'`, and Chromium's for a machine without a GPU
    const expected = /blocked by Playwright|No available adapters/.test(message.text())
    if (['error', 'warning'].includes(message.type()) && !expected) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  context.on('request', (request) => requests.push(request.url()))
}

function countShifts(): void {
  const counter = Object.assign(globalThis, { moved: [] as string[] })
  new PerformanceObserver((list) => {
    for (const { hadRecentInput, sources } of list.getEntries() as LayoutShift[])
      if (!hadRecentInput) counter.moved.push(...sources.map(describeShift))
  }).observe({ type: 'layout-shift', buffered: true })

  function describeShift({ node, previousRect, currentRect }: LayoutShift['sources'][number]): string {
    const rects = [previousRect, currentRect].map(({ x, y, width, height }) => [x, y, width, height].join())
    return `${(node as Element | null)?.outerHTML?.slice(0, 80)} ${rects.join(' -> ')}`
  }
}

interface LayoutShift extends PerformanceEntry {
  readonly hadRecentInput: boolean
  readonly sources: readonly { node: Node | null; previousRect: DOMRect; currentRect: DOMRect }[]
}

const full = (page: Page) =>
  page.waitForFunction(() => {
    const tiles = [...document.querySelectorAll('.tile')]
    const seen = tiles.filter((tile) => tile.getBoundingClientRect().top < innerHeight)
    return seen.length > 0 && seen.every((tile) => tile.querySelector('canvas'))
  })

/** What the large picture shows, once it is what was asked for: [64,64,4] levels. */
async function pictureOf(page: Page): Promise<Uint8Array> {
  await page.locator('#picture[aria-busy="false"]').waitFor()
  const levels = await page.locator('#picture').evaluate((picture: HTMLCanvasElement) => {
    const context = new OffscreenCanvas(64, 64).getContext('2d', { willReadFrequently: true })!
    context.drawImage(picture, 0, 0, 64, 64)
    return [...context.getImageData(0, 0, 64, 64).data]
  })
  return Uint8Array.from(levels)
}

/** Enlarging on a GPU and off it differs in the last level. */
function expectSame(a: Uint8Array, b: Uint8Array): void {
  expect(levelsApart(a, b)).toBeLessThanOrEqual(1)
}

function levelsApart(a: Uint8Array, b: Uint8Array): number {
  return a.reduce((most, level, i) => Math.max(most, Math.abs(level - b[i])), 0)
}

const titleOf = (page: Page) => page.locator('#held-title').textContent()

function setDial(page: Page, name: string, value: number) {
  return page.locator(`#dial-${name}`).fill(String(value))
}

async function savedBy(page: Page, id: string): Promise<{ name: string; bytes: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent('download'), page.click(id)])
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) }
}

describe('the wall', () => {
  it('fills the window, grows when it is scrolled, and is the same behind the same link', async () => {
    const demo = await openDemo({ hash: '' })
    await full(demo.page)
    const { hash } = new URL(demo.page.url())
    expect(hash).toMatch(/^#wall=\d+$/)
    const first = () =>
      demo.page.evaluate(() =>
        document
          .querySelector<HTMLCanvasElement>('.tile canvas')!
          .getContext('2d')!
          .getImageData(0, 0, 64, 64)
          .data.join(),
      )
    const shown = await first()
    const count = await demo.page.locator('.tile').count()
    await demo.page.mouse.wheel(0, 100_000)
    await demo.page.waitForFunction((n) => document.querySelectorAll('.tile').length > n, count)
    await demo.page.evaluate(() => scrollTo(0, 0))
    await demo.page.goto('about:blank')
    await demo.page.goto(demo.home + hash)
    await full(demo.page)
    expect(await first()).toBe(shown)
    await demo.page.click('#new-wall')
    await full(demo.page)
    expect(await first()).not.toBe(shown)
    await demo.page.goBack()
    await full(demo.page)
    expect(await first()).toBe(shown)
    await demo.close()
  })

  it('counts on from the last seed to the first', async () => {
    const demo = await openDemo({ hash: `#wall=${2 ** 32 - 2}` })
    await full(demo.page)
    const names = await demo.page
      .locator('.tile')
      .evaluateAll((all) => all.slice(0, 3).map((one) => one.ariaLabel))
    expect(names).toEqual([4294967294, 4294967295, 0].map((seed) => `Generated face, seed ${seed}`))
    await demo.close()
  })
})

describe('a held face', () => {
  it('is moved by typing, by sliders and by its link, which restores the same pixels', async () => {
    const demo = await openDemo({ permissions: ['clipboard-read', 'clipboard-write'] })
    const { page } = demo
    await page.click('.tile >> nth=8')
    await page.locator('#held-title', { hasText: 'Seed 8' }).waitFor() // the model may be on its way
    const seen = [await pictureOf(page)]
    await page.fill('#seed', 'ada')
    expect(await page.textContent('#seed-note')).toBe(`Its seed is ${seedOfText('ada')}`)
    seen.push(await pictureOf(page))
    for (const name of ['truncation', 'smile', 'age', 'feminine', 'turn', 'light']) {
      await setDial(page, name, name === 'truncation' ? 0.8 : 1.5)
      seen.push(await pictureOf(page))
    }
    await page.click('summary')
    await setDial(page, 'sefa-1', -1)
    seen.push(await pictureOf(page))
    seen.slice(1).forEach((picture, n) => expect(levelsApart(picture, seen[n])).toBeGreaterThan(10))

    await page.click('#copy-link')
    await page.locator('#said', { hasText: 'Copied' }).waitFor()
    const link = await page.evaluate(() => navigator.clipboard.readText())
    expect(new URL(link).hash).toBe(
      `#wall=0&hold=${seedOfText('ada')}&truncation=0.8&edit=smile:1.5,age:1.5,feminine:1.5,turn:1.5,light:1.5,sefa-1:-1`,
    )
    await page.goto('about:blank')
    await page.goto(link)
    expectSame(await pictureOf(page), seen.at(-1)!)
    await page.click('#reset')
    expectSame(await pictureOf(page), seen[1])
    await demo.close()
  })

  it('a link that makes no sense shows a wall, one of another model what this one can do', async () => {
    const demo = await openDemo({ hash: '#wall=x&hold=&at=9&truncation=7&edit=wings:3' })
    await full(demo.page)
    expect(await demo.page.locator('#held').isVisible()).toBe(false)
    await demo.page.goto('about:blank')
    await demo.page.goto(`${demo.home}#wall=0&hold=8&edit=wings:3,smile:99`)
    await pictureOf(demo.page)
    expect(await demo.page.inputValue('#dial-smile')).toBe('6')
    await demo.close()
  })

  it('is held with another: a morph between two, a path through three that plays', async () => {
    const demo = await openDemo()
    const { page } = demo
    await full(page)
    await page.click('.tile >> nth=8')
    const alone = await pictureOf(page)
    for (const n of [40, 12]) {
      await page.click('#add')
      await page.locator('#tray').waitFor()
      await page.click(`.tile >> nth=${n}`)
    }
    expect(await titleOf(page)).toBe('Seed 40 to 12, 50 %')
    expect(await page.locator('#strip .thumb').count()).toBe(3)
    const between = await pictureOf(page)
    await page.locator('#at').fill('0')
    expect(await titleOf(page)).toBe('Seed 8')
    expectSame(await pictureOf(page), alone)
    await page.locator('#at').fill('1.5')
    expectSame(await pictureOf(page), between)

    await page.click('#play')
    const places = new Set<number>()
    while (places.size < 5)
      places.add(await page.locator('#at').evaluate((at: HTMLInputElement) => at.valueAsNumber))
    await page.click('#play')
    const where = await page.inputValue('#at')
    const paused = await pictureOf(page)
    expect(await page.inputValue('#at')).toBe(where)
    await page.goto('about:blank')
    await page.goBack()
    expectSame(await pictureOf(page), paused)

    await page.click('#strip .thumb >> nth=1')
    await page.click('#remove')
    expect(await page.locator('#strip .thumb').count()).toBe(2)
    await page.click('#close-held')
    expect(new URL(page.url()).hash).toBe('#wall=0')
    await demo.close()
  })
})

it.each(['by a link', 'by a typed address'])(
  'nothing is lost by leaving at once %s: going back shows the last move of a slider',
  async (way) => {
    const demo = await openDemo({ hash: '#wall=0&hold=8' })
    const { page } = demo
    await pictureOf(page)
    for (const value of [0.9, 0.8, 0.7]) await setDial(page, 'truncation', value)
    if (way === 'by a link') await page.evaluate(() => location.assign('about:blank'))
    else await page.goto('about:blank')
    await page.waitForURL('about:blank')
    await page.goBack()
    await pictureOf(page)
    expect(new URL(page.url()).hash).toBe('#wall=0&hold=8&truncation=0.7')
    expect(await page.inputValue('#dial-truncation')).toBe('0.7')
    await demo.close()
  },
)

describe('files', () => {
  it('are labelled: what is saved here is what Node and this page make again', async () => {
    const demo = await openDemo({ hash: '#wall=0&hold=8,40&at=0.25&truncation=0.9&edit=smile:2' })
    const { page } = demo
    await pictureOf(page)
    const png = await savedBy(page, '#save-png')
    expect(png.name).toBe('seed-0000000008-40@0.25-smile=2.png')
    const path = `${temporaryFolder()}/${png.name}`
    writeFileSync(path, png.bytes)
    expect(await verifyFace(path)).toMatchObject({
      verdict: 'same',
      label: { seed: 8, mix: { seed: 40, t: 0.25 } },
    })
    const webp = await savedBy(page, '#save-webp')
    expect(webp.name).toBe('seed-0000000008-40@0.25-smile=2.webp')
    const animated = await savedBy(page, '#save-animation')
    expect(animated.name).toBe('path-8-40.webp')
    expect(animated.bytes.includes('ANIM')).toBe(true)
    expect(animated.bytes.includes('trainedAlgorithmicMedia')).toBe(true)
    await page.click('#close-held')

    const verdict = page.locator('#verdict')
    for (const [file, expected] of [
      [{ name: png.name, mimeType: 'image/png', buffer: png.bytes }, 'same'],
      [{ name: webp.name, mimeType: 'image/webp', buffer: webp.bytes }, 'same'],
      [{ name: animated.name, mimeType: 'image/webp', buffer: animated.bytes }, 'not-verifiable'],
      [{ name: 'note.txt', mimeType: 'text/plain', buffer: Buffer.from('a note') }, 'unreadable'],
    ] as const) {
      await page.setInputFiles('#verify-file', file)
      await page.locator(`#verdict[data-verdict="${expected}"]`).waitFor()
      expect(await verdict.locator('.note').textContent()).toBe(file.name)
      expect((await verdict.locator('.detail').textContent())!.length).toBeGreaterThan(5)
    }
    await demo.close()
  })

  it('dropped anywhere are verified, even over an open dialog', async () => {
    const demo = await openDemo({ hash: '#wall=0&hold=3' })
    const { page } = demo
    await pictureOf(page)
    const { bytes } = await savedBy(page, '#save-png')
    const files = await page.evaluateHandle((base64) => {
      const transfer = new DataTransfer()
      const content = Uint8Array.from(atob(base64), (one) => one.charCodeAt(0))
      transfer.items.add(new File([content], 'dropped.png', { type: 'image/png' }))
      return transfer
    }, bytes.toString('base64'))
    await page.dispatchEvent('body', 'dragenter', { dataTransfer: files })
    expect(await page.locator('#drop').isVisible()).toBe(true)
    await page.dispatchEvent('body', 'drop', { dataTransfer: files })
    await page.locator('#verdict[data-verdict="same"]').waitFor()
    expect(await page.locator('#drop').isVisible()).toBe(false)
    await demo.close()
  })
})

it('by keyboard alone: along the wall, into a face and out again, to the panel', async () => {
  const demo = await openDemo()
  const { page } = demo
  await full(page)
  const focused = () =>
    page.evaluate(() => document.activeElement!.ariaLabel ?? document.activeElement!.textContent!.trim())
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key)
  }
  const columns = await page.evaluate(
    () => getComputedStyle(document.getElementById('wall')!).gridTemplateColumns.split(' ').length,
  )
  await press('Tab', 'Tab', 'Tab', 'Tab')
  expect(await focused()).toBe('Generated face, seed 0')
  await press('ArrowDown', 'ArrowRight', 'ArrowRight', 'ArrowLeft')
  expect(await focused()).toBe(`Generated face, seed ${columns + 1}`)
  await press('End', 'ArrowDown')
  expect(Number((await focused()).split(' ').at(-1))).toBeGreaterThan(columns * 3)
  await press('Home', 'ArrowUp', 'Enter')
  expect(await titleOf(page)).toBe('Seed 0')
  for (let n = 0; n < 40; n++) {
    await press('Tab')
    const inside = await page.evaluate(
      () => document.activeElement === document.body || !!document.activeElement!.closest('#held'),
    )
    expect(inside, await focused()).toBe(true)
  }
  await page.focus('#dial-smile')
  await press('ArrowRight')
  expect(await page.inputValue('#dial-smile')).toBe('0.1')
  await page.focus('#add')
  await press('Enter')
  expect(await focused()).toBe('Generated face, seed 0')
  await press('Escape')
  expect(await page.locator('#held').isVisible()).toBe(true)
  await page.focus('#add')
  await press('Enter', 'ArrowRight', 'Enter')
  expect(await titleOf(page)).toBe('Seed 0 to 1, 50 %')
  await press('Escape')
  expect(await page.locator('#held').isVisible()).toBe(false)
  await press('Shift+Tab', 'Enter')
  expect(await page.locator('#panel').isVisible()).toBe(true)
  await page.locator('#panel dd', { hasText: 'faces a second' }).waitFor()
  await demo.close()
})

it('the panel says what runs and what the model is, and links to its card', async () => {
  const demo = await openDemo()
  const { page } = demo
  await full(page)
  await page.click('#open-panel')
  const facts = page.locator('#panel-facts')
  await facts.locator('a').waitFor()
  const text = await facts.textContent()
  for (const part of [
    /wasm, \d+ threads?/,
    /s after the page began/,
    /faces-64 \d/,
    /CC-BY-3\.0/,
    /2,077 official/,
  ])
    expect(text).toMatch(part)
  await facts.locator('a').click()
  await page.locator('h1', { hasText: 'faces-64' }).waitFor()
  expect(await page.locator('td').count()).toBeGreaterThan(20)
  await demo.close()
})

describe('a service worker', () => {
  it('keeps the page for visits without a network, and gives it threads on a host without headers', async () => {
    const demo = await openDemo({ isolated: false, serviceWorkers: 'allow', hash: '#wall=0&hold=8' })
    const { page } = demo
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(false)
    const first = await pictureOf(page)
    await page.evaluate(async () => void (await navigator.serviceWorker.ready))
    await demo.server.close()
    await demo.context.setOffline(true)
    await page.goto('about:blank')
    await page.goto(`${demo.home}#wall=0&hold=8`)
    expectSame(await pictureOf(page), first)
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true)
    await page.click('#save-webp') // its code was not needed before
    await page.locator('#said', { hasText: 'Saved' }).waitFor()
    await page.goto(`${demo.home}model-card.html`)
    await page.locator('h1', { hasText: 'faces-64' }).waitFor()
    await demo.close()
  })
})

describe('accessibility, by axe', () => {
  const phone = {
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: 3,
    isMobile: true,
    hasTouch: true,
  }
  it.each<[string, BrowserContextOptions]>([
    ['light', { colorScheme: 'light' }],
    ['dark', { colorScheme: 'dark', reducedMotion: 'reduce' }],
    ['phone', phone],
    ['dark phone', { ...phone, colorScheme: 'dark' }],
  ])('%s: wall, held path, verdict, panel', async (_, settings) => {
    const demo = await openDemo(settings)
    const { page } = demo
    await full(page)
    expect(await violations(page)).toEqual([])
    await page.click('#open-panel')
    await page.locator('#panel-facts a').waitFor()
    expect(await violations(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.setInputFiles('#verify-file', {
      name: 'a.txt',
      mimeType: 'text/plain',
      buffer: Buffer.from('no'),
    })
    await page.locator('#verdict[data-verdict="unreadable"]').waitFor()
    expect(await violations(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.goto('about:blank')
    await page.goto(`${demo.home}#wall=0&hold=8,40,12,3,4,5,6&at=0.5&edit=smile:2`)
    await pictureOf(page)
    expect(await violations(page)).toEqual([])
    expect(await page.locator('#held').evaluate((one) => one.scrollWidth - one.clientWidth)).toBe(0)
    await page.goto(`${demo.home}model-card.html`)
    expect(await violations(page)).toEqual([])
    await demo.close()
  })
})

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(() => Promise.all(document.getAnimations().map((one) => one.finished.catch(() => {}))))
  await page.evaluate(axe)
  return page.evaluate(async () => {
    const { axe: checker } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> }
    }
    const result = await checker.run()
    return result.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)
  })
}

describe('what goes wrong', () => {
  it.each<[string, OpenOptions, string, RegExp, RegExp, string]>([
    [
      'a host that forbids WebAssembly',
      { headers: { 'Content-Security-Policy': "script-src 'self'" } },
      'nothing',
      /WebAssembly/,
      /NO_DEVICE/,
      '#failure',
    ],
    [
      'a download that failed',
      {},
      '**/*.onnx',
      /could not be fetched/,
      /MODEL_NOT_FOUND/,
      '#picture[aria-busy="false"]',
    ],
  ])('%s is said with its hint, and can be tried again', async (_, host, lost, message, code, afterwards) => {
    const demo = await openDemo({ ...host, path: 'model-card.html', hash: '' })
    const { page } = demo
    await page.route(lost, (route) => route.abort())
    await page.goto(`${demo.home}#wall=0&hold=8`)
    await page.locator('#failure').waitFor()
    expect(await page.textContent('#failure-message')).toMatch(message)
    expect((await page.textContent('#failure-hint'))!.length).toBeGreaterThan(10)
    expect(await page.textContent('#failure-code')).toMatch(code)
    expect(await violations(page)).toEqual([])
    await page.unrouteAll()
    await page.click('#retry')
    await page.locator(afterwards).waitFor()
    expect(new URL(page.url()).hash).toBe('#wall=0&hold=8')
    demo.complaints.splice(0) // what Chromium says of what failed
    await demo.close()
  })
})
