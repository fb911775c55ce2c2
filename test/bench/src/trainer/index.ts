import { InvalidOptionError } from '@facegan/core'
import type { Bench } from '../bench.ts'
import { benchTrainer, type TrainerResult } from './bench.ts'
import { reportTrainer } from './report.ts'
import { workloads } from './workloads.ts'

/** `pnpm bench trainer`. */
export const trainer: Bench = {
  summary: "The trainer's step against Keras and PyTorch",
  async run({ rounds, only, say }) {
    const names = workloads.map(({ name }) => name)
    if (only !== undefined && !names.includes(only))
      throw new InvalidOptionError('--only', `one of ${names.join(', ')}`, only)
    const results: TrainerResult[] = []
    for (const workload of workloads) {
      if (only === undefined || only === workload.name)
        results.push(await benchTrainer(workload, rounds, (message) => say(`${workload.name}: ${message}`)))
    }
    return { markdown: results.map(reportTrainer).join('\n'), results }
  },
}
