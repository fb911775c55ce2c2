import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { generateFaces, seedOfText } from '@facegan/node'
import type { FaceElement } from '@facegan/web/element'
import type { Page } from 'playwright-core'
import { afterAll, describe, expect, it } from 'vitest'
import { closeChromium } from './chromium.ts'
import { openElementPage, seenBy, settled } from './element-site.ts'
import { tinyModel } from './fixtures.ts'

/** `<facegan-face>` in a real Chromium, under a strict content security policy. */

afterAll(closeChromium)

/** In the page: fetches the element's script. */
declare const loadElement: () => Promise<typeof import('@facegan/web/element')>

const tiny = 'model="/tiny/"'
const gallery = (count: number) =>
  `<div class="gallery">${Array.from({ length: count }, (_, n) => `<facegan-face id="f${n}" seed="${n}" ${tiny}></facegan-face>`).join('')}</div>`

/** Digest of what the canvas of an element shows. */
async function shown(page: Page, selector = 'facegan-face'): Promise<string> {
  const pixels = await page
    .locator(selector)
    .first()
    .evaluate((element: FaceElement) => {
      const canvas = element.shadowRoot!.querySelector('canvas')!
      return Array.from(canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height).data)
    })
  return digest(pixels)
}

async function expected(options: Parameters<typeof generateFaces>[0] & object): Promise<string> {
  const [face] = await generateFaces({ model: tinyModel, device: 'cpu', ...options })
  return digest(face!.data)
}

function digest(levels: Iterable<number>): string {
  return createHash('sha256').update(Uint8Array.from(levels)).digest('hex')
}

describe('a page of hundreds', () => {
  it('makes what is in view, in batches of at most 32, and more when it is scrolled to', async () => {
    const opened = await openElementPage({ body: gallery(600) })
    const { page } = opened
    await settled(page)
    const first = await seenBy(page)
    const faces = first.runs.reduce((sum, count) => sum + count, 0)
    // 12 in a row, rows of 64 pixels: the view and the margin below it are some 14 of 50 rows
    expect(faces).toBeGreaterThanOrEqual(108)
    expect(faces).toBeLessThanOrEqual(192)
    expect(Math.max(...first.runs)).toBe(32)
    expect(first.runs.length).toBeLessThanOrEqual(Math.ceil(faces / 32) + 1)
    expect(first.events).toHaveLength(faces)
    expect(first.shifts).toBe(0)
    expect(opened.server.requested.filter((path) => path.endsWith('wasm-worker.js')).length).toBeGreaterThan(
      0,
    )
    expect(opened.server.requested.filter((path) => path.endsWith('.onnx'))).toHaveLength(1)

    await page.evaluate(() => scrollTo(0, document.body.scrollHeight))
    await page.waitForFunction(() => document.querySelector('#f599')!.matches(':state(ready)'))
    await settled(page)
    const made = await page.evaluate(
      () => [...document.querySelectorAll('facegan-face')].filter(({ face }) => face).length,
    )
    expect(made).toBeLessThanOrEqual(2 * 192)
    expect(await shown(page, '#f599')).toBe(await expected({ seeds: 599 }))
    await opened.close()
  })

  it('does not make what scrolled away before its turn', async () => {
    const opened = await openElementPage({ body: gallery(600), load: false })
    const { page } = opened
    let scrolled = () => {}
    const untilScrolled = new Promise<void>((resolve) => (scrolled = resolve))
    await page.route('**/generator.onnx', async (route) => {
      await untilScrolled
      await route.continue()
    })
    await page.evaluate(async () => {
      await loadElement()
      const frames = async () => {
        for (let n = 0; n < 3; n++) await new Promise(requestAnimationFrame)
      }
      while (document.querySelectorAll(':state(loading)').length < 100) await frames()
      scrollTo(0, document.body.scrollHeight)
      while (!document.querySelector('#f599')!.matches(':state(loading)')) await frames()
    })
    scrolled()
    await page.waitForFunction(() => document.querySelector('#f599')!.matches(':state(ready)'))
    await settled(page)
    const { runs } = await seenBy(page)
    // one batch had begun; then the bottom
    expect(
      await page.evaluate(
        () => document.querySelectorAll('facegan-face:nth-child(-n + 96):state(ready)').length,
      ),
    ).toBeLessThanOrEqual(32)
    expect(runs.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(32 + 192)
    await opened.close()
  })

  it('makes one face for all who ask for the same, and none again that it has kept', async () => {
    const same = `<facegan-face seed="7" ${tiny}></facegan-face>`.repeat(20)
    const opened = await openElementPage({ body: same })
    const { page } = opened
    await settled(page)
    await page.evaluate(
      (html) => document.querySelector('main')!.insertAdjacentHTML('beforeend', html),
      `<facegan-face id="late" seed="7" ${tiny}></facegan-face>`,
    )
    await page.waitForFunction(() => document.querySelector('#late')!.matches(':state(ready)'))
    expect((await seenBy(page)).runs).toEqual([1])
    await opened.close()
  })
})

describe('the face', () => {
  it('of a seed, a text, a truncation or an edit is that of Node', async () => {
    const asked: [attributes: string, options: object][] = [
      ['seed="7"', { seeds: 7 }],
      ['text="ada"', { seeds: seedOfText('ada') }],
      ['text=""', { seeds: seedOfText('') }],
      ['seed="3" text="ada" truncation="0.5"', { seeds: 3, truncation: 0.5 }],
      ['seed="3" edit=" first = 1.5 , sefa-1=-1"', { seeds: 3, edit: { first: 1.5, 'sefa-1': -1 } }],
    ]
    const elements = asked.map(
      ([attributes], n) => `<facegan-face id="a${n}" ${attributes} ${tiny}></facegan-face>`,
    )
    const opened = await openElementPage({ body: elements.join('') })
    await settled(opened.page)
    for (const [n, [attributes, options]] of asked.entries())
      expect(await shown(opened.page, `#a${n}`), attributes).toBe(await expected(options))
    expect((await seenBy(opened.page)).runs.toSorted()).toEqual([1, 1, 3])
    await opened.close()
  })

  it('is the built-in model’s unless another is named, and 64 pixels before it is there', async () => {
    const opened = await openElementPage({
      body: '<facegan-face seed="7" alt="Ada"></facegan-face>',
      load: false,
    })
    const { page } = opened
    const sizes = await page.evaluate(async () => {
      await loadElement()
      const element = document.querySelector('facegan-face')!
      const before = element.getBoundingClientRect().toJSON()
      await new Promise((resolve) => element.addEventListener('load', resolve))
      return [before, element.getBoundingClientRect().toJSON()]
    })
    expect(sizes[0]).toMatchObject({ width: 64, height: 64 })
    expect(sizes[1]).toEqual(sizes[0])
    const [face] = await generateFaces({ seeds: 7, device: 'cpu' })
    const drawn = await page.evaluate(() => Array.from(document.querySelector('facegan-face')!.face!.data))
    const furthest = drawn.reduce((most, level, i) => Math.max(most, Math.abs(level - face!.data[i]!)), 0)
    expect(furthest).toBeLessThanOrEqual(1)
    await opened.close()
  })

  it('is the last one asked for when attributes and properties change quickly', async () => {
    const opened = await openElementPage({ body: `<facegan-face seed="0" ${tiny}></facegan-face>` })
    const { page } = opened
    await page.evaluate(async () => {
      const element = document.querySelector('facegan-face')!
      for (let seed = 1; seed <= 40; seed++) {
        element.seed = seed
        if (seed % 8 === 0) await new Promise(requestAnimationFrame)
      }
      element.edit = { first: 1 }
      element.truncation = 0.7
    })
    await settled(page)
    expect(await shown(page)).toBe(await expected({ seeds: 40, edit: { first: 1 }, truncation: 0.7 }))
    expect((await seenBy(page)).events.every((event) => event === 'load ')).toBe(true)
    expect(await page.evaluate(() => document.querySelector('facegan-face')!.outerHTML)).toContain(
      'seed="40" model="/tiny/" edit="first=1" truncation="0.7"',
    )
    await opened.close()
  })

  it('takes properties that were set before its script was there', async () => {
    const opened = await openElementPage({ body: '', load: false })
    const { page } = opened
    await page.evaluate(async () => {
      const element = Object.assign(document.createElement('facegan-face'), { seed: 5, model: '/tiny/' })
      document.querySelector('main')!.append(element)
      await loadElement()
    })
    await settled(page)
    expect(await shown(page)).toBe(await expected({ seeds: 5 }))
    await opened.close()
  })

  it('stays when the element is moved, is not made when it is removed, and is made when it comes back', async () => {
    const opened = await openElementPage({
      body: `<facegan-face seed="5" ${tiny}></facegan-face><p id="to"></p>`,
    })
    const { page } = opened
    await settled(page)
    await page.evaluate(() => document.querySelector('#to')!.append(document.querySelector('facegan-face')!))
    await settled(page)
    await page.evaluate(async () => {
      const element = document.querySelector('facegan-face')!
      element.remove()
      element.seed = 6
      await new Promise((resolve) => setTimeout(resolve, 100))
    })
    expect((await seenBy(page)).runs).toEqual([1])
    expect((await seenBy(page)).events).toEqual(['load '])
    const back = await page.evaluate(async () => {
      const element = document.createElement('facegan-face')
      element.seed = 6
      element.model = '/tiny/'
      document.querySelector('#to')!.append(element)
      await new Promise((resolve) => element.addEventListener('load', resolve))
      return element.face!.seed
    })
    expect(back).toBe(6)
    await opened.close()
  })
})

describe('states', () => {
  it('are loading, then ready, in `:state()` and `::part()`', async () => {
    const opened = await openElementPage({ body: '', load: false })
    const states = await opened.page.evaluate(async (model) => {
      await loadElement()
      const element = document.createElement('facegan-face')
      const canvas = element.shadowRoot!.querySelector('canvas')!
      const seen: string[] = []
      const look = () => {
        const states = ['empty', 'loading', 'ready', 'error']
        seen.push(
          ...states.filter((state) => element.matches(`:state(${state})`) && canvas.part.contains(state)),
        )
      }
      look()
      new MutationObserver(look).observe(canvas, { attributeFilter: ['part'] })
      element.seed = 1
      element.model = model
      document.querySelector('main')!.append(element)
      await new Promise((resolve) => element.addEventListener('load', resolve))
      await new Promise(requestAnimationFrame)
      return seen.filter((state, n) => state !== seen[n - 1])
    }, '/tiny/')
    expect(states).toEqual(['empty', 'loading', 'ready'])
    await opened.close()
  })

  it('an attribute that cannot be is an error that says so once, until it is set right', async () => {
    const wrong: [attributes: string, message: string][] = [
      ['seed="-1"', '`seed` must be an integer from 0 to 4294967295; got "-1".'],
      ['seed="4294967296"', '`seed` must be'],
      ['seed="seven"', 'got "seven"'],
      ['seed="1" truncation="2"', '`truncation` must be a number from 0 to 1; got 2.'],
      ['seed="1" truncation="lots"', '`truncation` must be a number from 0 to 1'],
      ['seed="1" size="0"', '`size` must be above 0'],
      ['seed="1" edit="smile"', 'such as smile=1.5,turn=-1'],
      ['seed="1" edit="first=1,first=2"', 'a direction once each'],
      ['seed="1" edit="frown=1"', 'made of directions of tiny-model'],
      ['seed="1" device="gpu"', '`device` must be one of'],
    ]
    const elements = wrong.map(
      ([attributes], n) => `<facegan-face id="e${n}" ${attributes} ${tiny}></facegan-face>`,
    )
    const opened = await openElementPage({ body: `<section>${elements.join('')}</section>` })
    const { page } = opened
    await page.waitForFunction(
      (count) => (globalThis as unknown as { seen: { events: string[] } }).seen.events.length === count,
      wrong.length,
    )
    // leaving the view and coming back is no reason to say it again
    await page.evaluate(async () => {
      const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
      for (const hidden of [true, false]) {
        document.querySelector('section')!.hidden = hidden
        await frame()
        await frame()
      }
    })
    const { events, messages } = await seenBy(page)
    expect(events.toSorted()).toEqual(wrong.map((_, n) => `error e${n} FACEGAN_INVALID_OPTION`).toSorted())
    for (const [n, [attributes, message]] of wrong.entries())
      expect(messages[`e${n}`], attributes).toContain(message)
    expect(await page.locator('facegan-face:state(error)').count()).toBe(wrong.length)

    await page.evaluate(() => {
      for (const element of document.querySelectorAll('facegan-face')) {
        for (const name of ['truncation', 'edit', 'size', 'device']) element.removeAttribute(name)
        element.seed = 9
      }
    })
    await page.waitForFunction(() =>
      [...document.querySelectorAll('facegan-face')].every((one) => one.matches(':state(ready)')),
    )
    expect(await shown(page)).toBe(await expected({ seeds: 9 }))
    expect((await seenBy(page)).runs.at(-1)).toBe(1)
    await opened.close()
  })

  it('a model that is not there is the error of every element that asked for it, and of no other', async () => {
    const missing = Array.from(
      { length: 3 },
      (_, n) => `<facegan-face id="m${n}" seed="${n}" model="/nothing/"></facegan-face>`,
    )
    const opened = await openElementPage({
      body: `${missing.join('')}<facegan-face id="right" seed="1" ${tiny}></facegan-face>`,
    })
    await opened.page.waitForFunction(() => document.querySelector('#right')!.matches(':state(ready)'))
    const { events } = await seenBy(opened.page)
    expect(events.toSorted()).toEqual([
      'error m0 FACEGAN_MODEL_NOT_FOUND',
      'error m1 FACEGAN_MODEL_NOT_FOUND',
      'error m2 FACEGAN_MODEL_NOT_FOUND',
      'load right',
    ])
    // the browser's own line about the request
    expect(opened.said.splice(0)).toEqual([expect.stringContaining('404')])
    await opened.close()
  })
})

describe('to everybody', () => {
  it('is an image with a name, or decoration; axe finds nothing wrong', async () => {
    const body = `<facegan-face id="plain" seed="1" ${tiny}></facegan-face>
      <facegan-face id="named" seed="2" alt="Portrait of Ada" ${tiny}></facegan-face>
      <facegan-face id="decoration" seed="3" alt="" ${tiny}></facegan-face>
      <facegan-face id="failed" seed="no" ${tiny}></facegan-face>
      <a href="#named"><facegan-face seed="4" alt="Ada's page" ${tiny}></facegan-face></a>`
    const opened = await openElementPage({ body })
    const { page } = opened
    await settled(page)
    const names = await page
      .getByRole('img')
      .evaluateAll((images) => images.map((image) => image.getAttribute('aria-label')))
    expect(names).toEqual(['Generated face', 'Portrait of Ada', 'Generated face', "Ada's page"])
    await expect(page.getByRole('link', { name: "Ada's page" }).count()).resolves.toBe(1)
    const source = createRequire(import.meta.url).resolve('axe-core/axe.min.js')
    // as a debugger does it: the page's own policy would stop a script tag
    await page.evaluate(readFileSync(source, 'utf8'))
    const found = await page.evaluate(async () => {
      const { axe } = globalThis as unknown as {
        axe: { run(): Promise<{ violations: object[]; passes: { id: string }[] }> }
      }
      const { violations, passes } = await axe.run()
      return { violations, looked: passes.map(({ id }) => id) }
    })
    expect(found.violations).toEqual([])
    expect(found.looked).toContain('role-img-alt')
    await opened.close()
  })

  it('has the size of its attribute, of the page’s CSS, or 64', async () => {
    const opened = await openElementPage({
      body: `<facegan-face seed="1" ${tiny}></facegan-face><facegan-face seed="2" size="96" ${tiny}></facegan-face>
        <facegan-face id="by-css" seed="3" size="96" ${tiny}></facegan-face>`,
      load: false,
    })
    const sizes = await opened.page.evaluate(async () => {
      const sheet = new CSSStyleSheet()
      sheet.replaceSync('#by-css { width: 50px; height: 40px; border-radius: 50%; }')
      document.adoptedStyleSheets = [sheet]
      await loadElement()
      await new Promise((resolve) => queueMicrotask(() => resolve(0)))
      return [...document.querySelectorAll('facegan-face')].map((element) => {
        const canvas = element.shadowRoot!.querySelector('canvas')!.getBoundingClientRect()
        return [element.offsetWidth, element.offsetHeight, canvas.width, canvas.height]
      })
    })
    expect(sizes).toEqual([
      [64, 64, 64, 64],
      [96, 96, 96, 96],
      [50, 40, 50, 40],
    ])
    await settled(opened.page)
    await opened.close()
  })

  it('another name is another class, with addresses of its own', async () => {
    const opened = await openElementPage({ body: '', load: false })
    const seed = await opened.page.evaluate(async () => {
      const { defineFaceElement, FaceElement } = await loadElement()
      const Own = defineFaceElement('my-face')
      Own.assets = { wasm: '/facegan/' }
      if (defineFaceElement('my-face') !== Own || defineFaceElement() !== FaceElement)
        throw new Error('defined twice')
      if (FaceElement.assets !== undefined) throw new Error('the assets are shared')
      const element = new Own()
      element.text = 'ada'
      element.model = '/tiny/'
      document.querySelector('main')!.append(element)
      await new Promise((resolve) => element.addEventListener('load', resolve))
      return element.face!.seed
    })
    expect(seed).toBe(seedOfText('ada'))
    await opened.close()
  })
})

it('a server may import it, where there are no elements', async () => {
  const { FaceElement } = await import('@facegan/web/element')
  expect(FaceElement.observedAttributes).toContain('seed')
})
