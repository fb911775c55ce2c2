import { InvalidOptionError } from '@facegan/core'
import type { Bench } from '../bench.ts'
import { describeMachine, load } from '../machine.ts'
import { benchColdStart } from './cold-start.ts'
import { benchDelay, reportDelay } from './delay-report.ts'
import { reportRatios } from './report.ts'
import { benchThreads, reportThreads } from './threads-report.ts'
import { bare, benchThroughput, ours, tfjs, type ThroughputWorkload } from './throughput.ts'

type Say = (message: string) => void
interface Row {
  readonly title: string
  readonly run: (rounds: number, say: Say) => Promise<{ markdown: string; results: unknown }>
}

/** The Node rows of the speed table, by the names that `--only` takes. */
const rows: Readonly<Record<string, Row>> = {
  ...throughputRow({ preset: 'faces-64', batch: 1, steps: 64 }),
  ...throughputRow({ preset: 'faces-64', batch: 16, steps: 16 }),
  ...throughputRow({ preset: 'faces-64', batch: 64, steps: 6 }),
  ...throughputRow({ preset: 'dcgan-32', batch: 1, steps: 64 }),
  ...throughputRow({ preset: 'dcgan-32', batch: 64, steps: 8 }),
  cold: {
    title: 'One face as a file, cold process',
    async run(rounds, say) {
      const results = await benchColdStart(rounds, say)
      return { markdown: reportRatios(results, 'ms', [['facegan', 'bare script', 1.25, 'at most']]), results }
    },
  },
  delay: {
    title: 'The main thread while faces are made',
    async run(rounds, say) {
      const results = await benchDelay(rounds, say)
      return { markdown: reportDelay(results), results }
    },
  },
  threads: {
    title: 'Threads of ours x threads of ONNX Runtime',
    async run(rounds, say) {
      const results = await benchThreads(rounds, say)
      return { markdown: reportThreads(results), results }
    },
  },
}

function throughputRow(workload: ThroughputWorkload): Record<string, Row> {
  const { preset, batch } = workload
  const run: Row['run'] = async (rounds, say) => {
    const results = await benchThroughput(workload, rounds, say)
    const goals = [
      [bare, ours, 1, 'at least'],
      [tfjs, ours, batch === 1 ? 5 : 2.5, 'at least'],
    ] as const
    return { markdown: reportRatios(results.rounds, 'faces/s', goals), results }
  }
  return { [`${preset}-batch-${batch}`]: { title: `\`${preset}\`, batch ${batch}`, run } }
}

/** `pnpm bench sdk`. */
export const sdk: Bench = {
  summary: 'The Node SDK against bare ONNX Runtime and TensorFlow.js; cold start; the main thread; threads',
  async run({ rounds, only, say }) {
    const names = Object.keys(rows)
    if (only !== undefined && !names.includes(only))
      throw new InvalidOptionError('--only', `one of ${names.join(', ')}`, only)
    const machine = await describeMachine()
    const results: Record<string, unknown> = { machine }
    const parts: string[] = []
    for (const [name, { title, run }] of Object.entries(rows)) {
      if (only !== undefined && only !== name) continue
      const row = await run(rounds, (message) => say(`${name}: ${message}`))
      results[name] = row.results
      parts.push(`### ${title}\n\n${row.markdown}`)
    }
    const { cpu, cores, system, busyCores } = machine
    const where =
      `${cpu}, ${cores} cores, ${system}, Node ${process.versions.node}. Other programs kept ${busyCores} cores busy ` +
      `before the start; load average ${load()} at the end. ${rounds} rounds in alternating order; median (min-max).`
    return { markdown: [where, '', ...parts].join('\n'), results }
  },
}
