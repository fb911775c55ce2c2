import type { Browser } from 'playwright-core'
import { reportRatios } from '../sdk/report.ts'
import { cpuClock, launchChromium, openBenchPage } from './browser.ts'
import { reportFirstFace } from './first-face-report.ts'
import { benchFirstFace, slowNetwork } from './first-face.ts'
import type { Threads } from './protocol.ts'
import { benchResponsiveness, reportResponsiveness } from './responsiveness.ts'
import type { StaticHost } from './static-host.ts'
import { benchWebThroughput, throughputGoals } from './throughput.ts'
import { benchWebGpu, reportWebGpu } from './webgpu.ts'

/** What the rows run in, and how. */
export interface Surroundings {
  readonly host: StaticHost
  readonly rounds: number
  /** Little work, for a test that everything works. */
  readonly smoke: boolean
  readonly say: (message: string) => void
}

export interface Row {
  readonly title: string
  readonly run: (surroundings: Surroundings) => Promise<{ markdown: string; results: unknown }>
}

/** The web rows of the speed table, by the names that `--only` takes. */
export const rows: Readonly<Record<string, Row>> = {
  ...throughputRow(16, 'all'),
  ...throughputRow(32, 'all'),
  ...throughputRow(64, 'all'),
  ...throughputRow(16, 'one'),
  ...throughputRow(32, 'one'),
  ...throughputRow(64, 'one'),
  'first-face': {
    title: 'The way to the first face',
    run: ({ host, rounds, smoke, say }) =>
      inChromium(async (browser) => {
        const network = smoke ? { bytesPerSecond: 10e6, latencyMs: 5 } : slowNetwork
        const results = await benchFirstFace(browser, host, rounds, say, network)
        return { markdown: reportFirstFace(results), results }
      }),
  },
  responsive: {
    title: 'The page while faces are made',
    run: ({ host, rounds, smoke, say }) =>
      inChromium(async (browser) => {
        const workload = smoke ? { faces: 32, idleMs: 500 } : { faces: 2000, idleMs: 10_000 }
        const { call } = await openBenchPage(browser, host)
        const results = await benchResponsiveness(workload, call, rounds, say)
        return { markdown: reportResponsiveness(results, workload.faces), results }
      }),
  },
  webgpu: {
    title: 'WebGPU',
    async run({ host, rounds, say }) {
      const results = await benchWebGpu(host, rounds, say)
      return { markdown: reportWebGpu(results), results }
    },
  },
}

/** Faces of one turn. */
const facesPerTurn = 128

function throughputRow(batch: number, threads: Threads): Record<string, Row> {
  const run: Row['run'] = ({ host, rounds, smoke, say }) =>
    inChromium(async (browser) => {
      const { call } = await openBenchPage(browser, host)
      const about = await call('about')
      const work = smoke
        ? { batch: 2, steps: 1, warmup: 1 }
        : { batch, steps: facesPerTurn / batch, warmup: Math.ceil(32 / batch) }
      const taken = await benchWebThroughput({ ...work, threads }, call, await cpuClock(browser), rounds, say)
      return {
        markdown: reportRatios(taken, 'faces/s', throughputGoals),
        results: { ...about, rounds: taken },
      }
    })
  const [name, title] =
    threads === 'all'
      ? [`batch-${batch}`, `Batch ${batch}, as many threads as cores`]
      : [`batch-${batch}-one-thread`, `Batch ${batch}, one thread`]
  return { [name]: { title, run } }
}

/** A browser of its own for each row: nothing of the one before is left. */
async function inChromium<T>(work: (browser: Browser) => Promise<T>): Promise<T> {
  const browser = await launchChromium()
  try {
    return await work(browser)
  } finally {
    await browser.close()
  }
}
