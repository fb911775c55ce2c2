import { fileURLToPath } from 'node:url'
import type { EntryType } from 'node:perf_hooks'
import type { Browser, BrowserContext, Page, Worker } from 'playwright-core'
import { BenchError } from '../bench-error.ts'
import { takeRounds, type Contestant, type Round, type Sample } from '../rounds.ts'
import { cpuClock } from './browser.ts'
import { fetchesOf, kindOf, stepsOf, type Fetch, type Message, type Span } from './first-face-parts.ts'
import type { StaticHost } from './static-host.ts'

const watchMessages = fileURLToPath(new URL('../../page/watch-messages.js', import.meta.url))

/** Who shows a face, and where. */
const visitors = { facegan: 'first-face', 'bare page': 'bare-first-face' } as const
type Visitor = keyof typeof visitors

/** Undefined is loopback as it is. */
type Limits = typeof slowNetwork | undefined

/** What one visit was like; times in milliseconds since its navigation began. */
export interface Visit {
  readonly firstFace: number
  /** What could be seen of the way: files that came, then what the worker was asked. */
  readonly parts: Readonly<Record<string, Span>>
  /** Of bodies that the server sent, gzipped where they were, by kind of file. */
  readonly bytes: Readonly<Record<string, number>>
}

/** By visitor and round. */
type Visits = Readonly<Record<string, Visit>>[]

export interface FirstFace {
  /** In a browser that has nothing of the site, as all the rest. */
  readonly cold: readonly Round[]
  /** The next visit in the same browser. */
  readonly second: readonly Round[]
  /** Cold, once, over a slow network. */
  readonly slow: readonly Round[]
  readonly visits: { readonly cold: Visits; readonly second: Visits; readonly slow: Visits }
}

/** 10 Mbit/s both ways, 40 ms until an answer begins. Workers of the page are held to it too. */
export const slowNetwork = { bytesPerSecond: 10e6 / 8, latencyMs: 40 }

/**
 * From navigation to a face on a canvas.
 *
 * @param network of the slow visit
 * @throws BenchError BENCH_WORKER_DIED where no face comes
 */
export async function benchFirstFace(
  browser: Browser,
  host: StaticHost,
  rounds: number,
  say: (message: string) => void,
  network = slowNetwork,
): Promise<FirstFace> {
  const clock = await cpuClock(browser)

  async function visit(context: BrowserContext, name: Visitor, limits: Limits): Promise<[Sample, Visit]> {
    const cpu = await clock()
    const visited = await visitOnce(context, host, visitors[name], limits)
    const cpuMilliseconds = Math.round((await clock()) - cpu)
    return [{ milliseconds: visited.firstFace, cpuMilliseconds }, visited]
  }

  /** Everybody's visits, each with a browser context of their own. */
  async function visitAll(count: number, limits: Limits, title: string) {
    const [firsts, seconds, secondRounds] = [[], [], []] as [Visits, Visits, Record<string, Sample>[]]
    let index = 0
    const contestants = (Object.keys(visitors) as Visitor[]).map((name): Contestant => ({
      name,
      async measure() {
        const context = await browser.newContext()
        try {
          const [sample, first] = await visit(context, name, limits)
          firsts[index] = { ...firsts[index], [name]: first }
          if (limits) return sample
          const [again, second] = await visit(context, name, limits)
          secondRounds[index] = { ...secondRounds[index], [name]: again }
          seconds[index] = { ...seconds[index], [name]: second }
          return sample
        } finally {
          await context.close()
        }
      },
    }))
    const rounds = await takeRounds(contestants, count, (round) => {
      const times = Object.entries(round).map(([name, { milliseconds }]) => {
        const again = secondRounds[index]?.[name]?.milliseconds
        return `${name} ${milliseconds} ms${again === undefined ? '' : `, again ${again} ms`}`
      })
      say(`${title}, round ${++index} of ${count}: ${times.join('; ')}`)
    })
    return { rounds, secondRounds, firsts, seconds }
  }

  for (const name of Object.values(visitors)) {
    const context = await browser.newContext()
    await visitOnce(context, host, name, undefined) // the browser's own start, for both
    await context.close()
  }
  const fast = await visitAll(rounds, undefined, 'Loopback')
  const slow = await visitAll(1, network, 'Slow')
  return {
    cold: fast.rounds,
    second: fast.secondRounds,
    slow: slow.rounds,
    visits: { cold: fast.firsts, second: fast.seconds, slow: slow.firsts },
  }
}

async function visitOnce(
  context: BrowserContext,
  host: StaticHost,
  name: string,
  limits: Limits,
): Promise<Visit> {
  host.takeSent()
  const page = await context.newPage()
  await page.addInitScript({ path: watchMessages })
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(String(error)))
  if (limits) {
    const session = await context.newCDPSession(page)
    await session.send('Network.enable')
    const { bytesPerSecond, latencyMs } = limits
    await session.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: latencyMs,
      downloadThroughput: bytesPerSecond,
      uploadThroughput: bytesPerSecond,
    })
  }
  await page.goto(`${host.origin}/${name}/${name}.html`)
  await page
    .waitForFunction(() => performance.getEntriesByName('first face').length > 0, undefined, {
      timeout: 120_000,
      polling: 50, // rarely: it takes the page's time
    })
    .catch((error: unknown) => {
      const said = errors.join('\n  ') || String(error)
      throw new BenchError(
        'BENCH_WORKER_DIED',
        `${name} shows no face:\n  ${said}`,
        'FACEGAN_CHROMIUM chooses another Chromium',
      )
    })
  const { origin, firstFace, messages } = await page.evaluate(() => ({
    origin: performance.timeOrigin,
    firstFace: performance.getEntriesByName('first face')[0]!.startTime,
    messages: (globalThis as unknown as { passedMessages: Message[] }).passedMessages,
  }))
  // the first worker fetches what the network runs on; those that it starts are its threads, which never answer
  const [worker] = page.workers()
  const fetches = [...(await fetchesIn(page, origin)), ...(worker ? await fetchesIn(worker, origin) : [])]
  const bytes: Record<string, number> = {}
  for (const sent of host.takeSent()) bytes[kindOf(sent.path)] = (bytes[kindOf(sent.path)] ?? 0) + sent.bytes
  await page.close()
  const told = stepsOf(messages)
  const parts = { ...fetchesOf(fetches, messages, told['first batch'].end), ...told }
  return { firstFace: Math.round(firstFace), parts, bytes }
}

/** @param origin of the page's clock: a worker has its own */
function fetchesIn(scope: Page | Worker, origin: number): Promise<Fetch[]> {
  return (scope as Page).evaluate((origin) => {
    const shift = performance.timeOrigin - origin
    const entries = [
      ...performance.getEntriesByType('navigation' as EntryType),
      ...performance.getEntriesByType('resource'),
    ] as unknown as { name: string; startTime: number; responseEnd: number }[]
    return entries.map(({ name, startTime, responseEnd }) => ({
      url: name,
      start: startTime + shift,
      end: responseEnd + shift,
    }))
  }, origin)
}
