import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { bin } from '../cli/run-facegan.ts'
import { launch } from './chromium.ts'
import { tinyModel } from './fixtures.ts'
import { serve } from './static-server.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** What a strict page sends: no inline style or script, no `blob:`, no `unsafe-eval`. */
const policy =
  "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:"

let site: string | undefined

/** A folder as `facegan web-assets` makes it, for a page without a bundler. */
function elementSite(): string {
  if (site !== undefined) return site
  site = temporaryFolder()
  execFileSync(process.execPath, [bin, 'web-assets', join(site, 'facegan'), '--json'], { stdio: 'pipe' })
  writeFileSync(
    join(site, 'page.css'),
    'body { margin: 8px; } .gallery { display: flow-root; } .gallery facegan-face { float: left; }',
  )
  writeFileSync(join(site, 'load.js'), "globalThis.loadElement = () => import('./facegan/element.js')")
  return site
}

export interface ElementPageOptions {
  readonly body: string
  /** Whether the page loads the element at once; a test may want to do it later. @default true */
  readonly load?: boolean
  readonly deviceScaleFactor?: number
}

let pages = 0

/** A page under a strict policy with `<facegan-face>` from its self-contained script. Close it; that checks its console. */
export async function openElementPage({ body, load = true, deviceScaleFactor = 1 }: ElementPageOptions) {
  const folder = elementSite()
  const name = `page-${pages++}.html`
  const script = load ? '<script type="module" src="facegan/element.js"></script>' : ''
  writeFileSync(
    join(folder, name),
    `<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" /><link rel="icon" href="data:," /><link rel="stylesheet" href="page.css" />
        <title>Faces</title><script src="load.js"></script>${script}
      </head>
      <body><main><h1>Faces</h1>${body}</main></body>
    </html>`,
  )
  const server = await serve({
    folders: { '/': folder, '/tiny/': tinyModel },
    isolated: true,
    headers: { 'Content-Security-Policy': policy },
  })
  const context = await (
    await launch()
  ).newContext({
    viewport: { width: 800, height: 600 },
    deviceScaleFactor,
  })
  const page = await context.newPage()
  const said: string[] = []
  page.on('console', (message) => said.push(`${message.type()}: ${message.text()}`))
  page.on('pageerror', (error) => said.push(String(error)))
  await page.addInitScript(watchPage)
  await page.goto(`${server.origin}/${name}`)
  return {
    page,
    server,
    said,
    async close(): Promise<void> {
      await context.close()
      await server.close()
      if (said.length > 0) throw new Error(`The page's console says:\n${said.join('\n')}`)
    },
  }
}

/** Counts, from within the page: runs of the network and their faces, events of elements, layout shifts. */
function watchPage(): void {
  const seen = {
    runs: [] as number[],
    events: [] as string[],
    messages: {} as Record<string, string>,
    shifts: 0,
  }
  Object.assign(globalThis, { seen })
  const post = Worker.prototype.postMessage as (...given: unknown[]) => void
  Worker.prototype.postMessage = function (this: Worker, ...given: unknown[]) {
    const message = given[0] as { type?: string; count?: number }
    if (message.type === 'run') seen.runs.push(message.count!)
    post.apply(this, given)
  } as typeof Worker.prototype.postMessage
  for (const type of ['load', 'error'])
    document.addEventListener(
      type,
      (event) => {
        const { target, error, message } = event as ErrorEvent
        if (!(target instanceof HTMLElement) || target.localName !== 'facegan-face') return
        if (error) seen.messages[target.id] = message
        seen.events.push(`${type} ${target.id}${error ? ` ${error.code}` : ''}`)
      },
      true,
    )
  new PerformanceObserver((list) => (seen.shifts += list.getEntries().length)).observe({
    type: 'layout-shift',
  })
}

export interface Seen {
  readonly runs: readonly number[]
  readonly events: readonly string[]
  /** Of errors, by the id of the element. */
  readonly messages: Readonly<Record<string, string>>
  readonly shifts: number
}

export function seenBy(page: Page): Promise<Seen> {
  return page.evaluate(() => (globalThis as unknown as { seen: Seen }).seen)
}

/** Waits until there are faces or errors, and nothing is loading. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const elements = [...document.querySelectorAll('facegan-face')]
    return (
      elements.some((element) => element.matches(':state(ready), :state(error)')) &&
      elements.every((element) => !element.matches(':state(loading)'))
    )
  })
}
