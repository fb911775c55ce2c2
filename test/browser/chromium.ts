import { chromium, type Browser, type Page } from 'playwright-core'
import { chromiumFlags, chromiumProgram, softwareWebGpu } from '../bench/src/web/chromium-program.ts'
import { builtPage, forgetBuiltPage } from './built-page.ts'
import type { PageFunctions } from './page/main.ts'
import { serve, type ServeOptions } from './static-server.ts'
import { removeTemporaryFolders } from './temporary-folder.ts'

const flags = [
  ...chromiumFlags,
  softwareWebGpu,
  // a name that is not localhost, so that plain http is what it is elsewhere: not a secure context
  '--host-resolver-rules=MAP facegan.test 127.0.0.1',
]

let launched: Promise<Browser> | undefined

/** One Chromium for all pages of a test file. */
export function launch(): Promise<Browser> {
  launched ??= launchChromium()
  return launched
}

async function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumProgram(), args: flags })
}

/** After the last test of a file: ends Chromium and removes what was built for it. */
export async function closeChromium(): Promise<void> {
  const browser = await launched?.catch(() => undefined)
  launched = undefined
  await browser?.close()
  forgetBuiltPage()
  removeTemporaryFolders()
}

export interface OpenPageOptions {
  /** Send the headers that allow WASM threads. @default true */
  readonly isolated?: boolean
  /** Folder to serve under `/model/`. */
  readonly model?: string
  /** Further folders, such as `{ '/other/': path }`. */
  readonly folders?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  readonly intercept?: ServeOptions['intercept']
  /** @default '127.0.0.1' */
  readonly host?: '127.0.0.1' | 'facegan.test'
  /** Runs in the page before any of its scripts. */
  readonly prepare?: () => void
}

/** The built test page in real Chromium, from a real server. Close it; that also checks its console. */
export async function openPage(options: OpenPageOptions = {}) {
  const {
    isolated = true,
    model,
    folders = {},
    headers = {},
    intercept,
    host = '127.0.0.1',
    prepare,
  } = options
  const browser = await launch()
  const server = await serve({
    folders: { '/': await builtPage(), ...(model === undefined ? {} : { '/model/': model }), ...folders },
    isolated,
    headers,
    ...(intercept && { intercept }),
  })
  const context = await browser.newContext()
  const page = await context.newPage()
  const consoleErrors: string[] = []
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) consoleErrors.push(message.text())
  })
  page.on('pageerror', (error) => consoleErrors.push(String(error)))
  if (prepare) await page.addInitScript(prepare)
  const address = server.origin.replace('127.0.0.1', host)
  const open = async (tab: Page) => {
    await tab.goto(address)
    await tab.waitForFunction(() => 'facegan' in globalThis)
  }
  await open(page)
  return {
    page,
    server,
    /** The next visit: same browser, new page. */
    revisit: () => open(page),
    /** Another tab. @returns as `call` */
    async openTab() {
      const tab = await context.newPage()
      await open(tab)
      return <K extends keyof PageFunctions>(name: K, ...args: Parameters<PageFunctions[K]>) =>
        callPage(tab, name, args)
    },
    /** What the page said on its console as a warning or an error. */
    consoleErrors,
    /** Calls one of the page's functions. */
    call<K extends keyof PageFunctions>(name: K, ...args: Parameters<PageFunctions[K]>) {
      return callPage(page, name, args)
    },
    /** @throws Error when the console holds errors that the test did not take out of `consoleErrors` */
    async close(): Promise<void> {
      await context.close()
      await server.close()
      if (consoleErrors.length > 0) throw new Error(`The page's console says:\n${consoleErrors.join('\n')}`)
    },
  }
}

function callPage<K extends keyof PageFunctions>(
  page: Page,
  name: K,
  args: Parameters<PageFunctions[K]>,
): Promise<Awaited<ReturnType<PageFunctions[K]>>> {
  return page.evaluate(
    ([functionName, values]) => {
      const { facegan } = globalThis as unknown as {
        facegan: Record<string, (...given: unknown[]) => unknown>
      }
      return facegan[functionName](...values)
    },
    [name, args] as [string, unknown[]],
  ) as Promise<Awaited<ReturnType<PageFunctions[K]>>>
}
