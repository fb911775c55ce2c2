import { spread, takeRounds, type Round } from '../rounds.ts'
import { launchChromium, openBenchPage, type CallPage } from './browser.ts'
import { ours, type Adapter } from './protocol.ts'
import type { StaticHost } from './static-host.ts'
import { assertSameLevels } from './throughput.ts'

/** A software adapter takes a second for each. */
const faces = 2
const workload = { batch: 32, steps: 8 }

export interface WebGpu {
  readonly adapter: Adapter
  /** WebGPU and WASM of the SDK, milliseconds of one face; empty on a software adapter. */
  readonly rounds: readonly Round[]
}

/**
 * Whether WebGPU draws what WASM draws; and how fast, where the adapter is a graphics card.
 *
 * @returns undefined where the browser has no adapter at all
 * @throws BenchError BENCH_NOT_COMPARABLE where a level is more than one apart
 */
export async function benchWebGpu(
  host: StaticHost,
  rounds: number,
  say: (message: string) => void,
): Promise<WebGpu | undefined> {
  return (await withAdapter(true, ({ software }) => !software)) ?? (await withAdapter(false, () => true))

  /** @param accepts whether to go on with it */
  async function withAdapter(hardware: boolean, accepts: (adapter: Adapter) => boolean) {
    const browser = await launchChromium({ hardware })
    try {
      const { call } = await openBenchPage(browser, host)
      const adapter = await call('adapter')
      if (!adapter || !accepts(adapter)) return undefined
      say(`${adapter.name}, ${adapter.software ? 'a software adapter: not timed' : 'a graphics card'}`)
      assertSameLevels({
        WASM: await call('pixelsOf', ours, 'all', faces),
        WebGPU: await call('pixelsOnWebGpu', faces),
      })
      return { adapter, rounds: adapter.software ? [] : await time(call) }
    } finally {
      await browser.close()
    }
  }

  function time(call: CallPage): Promise<Round[]> {
    const { batch, steps } = workload
    // CPU time says nothing of a graphics card's work
    const sample = (milliseconds: number) => ({
      milliseconds: milliseconds / (batch * steps),
      cpuMilliseconds: 0,
    })
    const contestants = [
      { name: 'WebGPU', draw: (steps: number) => call('turnOnWebGpu', { batch, steps }) },
      {
        name: 'WASM',
        draw: (steps: number) => call('turn', { contestant: ours, threads: 'all', batch, steps }),
      },
    ].map(({ name, draw }) => ({
      name,
      async measure() {
        await draw(2) // not timed
        return sample(await draw(steps))
      },
    }))
    return takeRounds(contestants, rounds, (_, index) => say(`Round ${index + 1} of ${rounds}`))
  }
}

export function reportWebGpu(result: WebGpu | undefined): string {
  if (!result) return 'No adapter: neither drawn nor timed.\n'
  const { adapter, rounds } = result
  const same = `${adapter.name} draws what WASM draws, within one level.`
  if (adapter.software) return `${same} It is a software adapter, so it was not timed.\n`
  const { median, min, max } = spread(
    rounds.map((round) => round['WASM']!.milliseconds / round['WebGPU']!.milliseconds),
  )
  const rates = ['WebGPU', 'WASM'].map((name) => {
    const rate = spread(rounds.map((round) => 1000 / round[name]!.milliseconds))
    return `${name} ${rate.median.toFixed(0)} (${rate.min.toFixed(0)}-${rate.max.toFixed(0)})`
  })
  return (
    `${same} Faces a second: ${rates.join(', ')}; WebGPU is as fast as WASM times ` +
    `**${median.toFixed(2)} (${min.toFixed(2)}-${max.toFixed(2)})**.\n`
  )
}
