import { chromium, type Browser, type Page } from 'playwright-core'
import { BenchError } from '../bench-error.ts'
import { chromiumFlags, chromiumProgram, softwareWebGpu } from './chromium-program.ts'
import type { BenchPage } from './protocol.ts'
import type { StaticHost } from './static-host.ts'

export interface LaunchOptions {
  /** Whether WebGPU may use the graphics card. @default false */
  readonly hardware?: boolean
}

/** @throws Error without Chromium on this machine */
export function launchChromium({ hardware = false }: LaunchOptions = {}): Promise<Browser> {
  const flags = hardware ? [...chromiumFlags, '--ignore-gpu-blocklist'] : [...chromiumFlags, softwareWebGpu]
  return chromium.launch({ executablePath: chromiumProgram(), args: flags })
}

/** Calls functions of the bench's page. */
export type CallPage = <K extends keyof BenchPage>(
  name: K,
  ...args: Parameters<BenchPage[K]>
) => Promise<Awaited<ReturnType<BenchPage[K]>>>

/** Opens the bench's page in a context of its own. */
export async function openBenchPage(
  browser: Browser,
  { origin }: StaticHost,
): Promise<{ call: CallPage; close: () => Promise<void> }> {
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(`${origin}/index/index.html`)
  await page.waitForFunction(() => 'bench' in globalThis)
  const call: CallPage = async (name, ...args) => callPage(page, name, args) as never
  return { call, close: () => context.close() }
}

/** @throws BenchError BENCH_WORKER_DIED with what the page said */
async function callPage(page: Page, name: string, args: unknown[]): Promise<unknown> {
  try {
    return await page.evaluate(
      ([functionName, values]) => {
        const { bench } = globalThis as unknown as {
          bench: Record<string, (...given: unknown[]) => unknown>
        }
        return bench[functionName]!(...values)
      },
      [name, args] as [string, unknown[]],
    )
  } catch (error) {
    throw new BenchError(
      'BENCH_WORKER_DIED',
      `The page failed in ${name}(${JSON.stringify(args)}):\n  ${error instanceof Error ? error.message : error}`,
      'FACEGAN_CHROMIUM chooses another Chromium',
    )
  }
}

/** A clock of the CPU time, in milliseconds, of all of a browser's processes and their threads. */
export async function cpuClock(browser: Browser): Promise<() => Promise<number>> {
  const session = await browser.newBrowserCDPSession()
  let ended = 0
  let last = new Map<number, number>()
  return async () => {
    const { processInfo } = await session.send('SystemInfo.getProcessInfo')
    const now = new Map(processInfo.map(({ id, cpuTime }) => [id, cpuTime]))
    for (const [id, seconds] of last) if (!now.has(id)) ended += seconds
    last = now
    return (ended + [...now.values()].reduce((sum, seconds) => sum + seconds, 0)) * 1000
  }
}

/** @throws Error without Chromium on this machine */
export async function chromiumVersion(): Promise<string> {
  const browser = await launchChromium()
  const version = browser.version()
  await browser.close()
  return version
}
