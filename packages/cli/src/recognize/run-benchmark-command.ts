import { InvalidOptionError } from '@facegan/core'
import {
  openCells,
  recognisers,
  runBenchmark,
  type BenchmarkCell,
  type BenchmarkEstimate,
  type BenchmarkReport,
  type Recogniser,
} from '@facegan/recognition'
import { writeReport } from '../page/write-report.ts'
import { duration } from '../terminal/training-view.ts'
import { benchmarkPage } from './benchmark-page.ts'
import { loadBenchmarkSets } from './benchmark-sets.ts'
import { stopNote } from './text.ts'

export interface BenchmarkCommandOptions {
  readonly data: readonly string[]
  /** Names of recognisers. @default all that learn within seconds */
  readonly methods?: readonly string[] | undefined
  readonly perPerson?: readonly number[] | undefined
  readonly testPerPerson?: number | undefined
  readonly size?: number | undefined
  readonly seeds: number
  readonly openSet: boolean
  readonly chooseFolds: number
  /** Folder for `results.jsonl`, `benchmark.json` and `index.html`. */
  readonly out?: string | undefined
  readonly signal: AbortSignal
  readonly onProgress: (line: string) => void
  readonly onMessage: (message: string) => void
}

/** Reads, measures, writes. @throws what `loadPeople`, `openCells` and `runBenchmark` throw */
export async function runBenchmarkCommand(options: BenchmarkCommandOptions): Promise<BenchmarkReport> {
  const { data, out, signal, onProgress, onMessage } = options
  const methods = methodsNamed(options.methods)
  onProgress('Reading pictures …')
  const sets = await loadBenchmarkSets(data, options)
  const cells = await openCells<BenchmarkCell>(out)
  try {
    const report = await runBenchmark({
      sets,
      methods,
      seeds: options.seeds,
      openSet: options.openSet,
      chooseFolds: options.chooseFolds,
      cells,
      signal,
      onMessage,
      onEstimate: (estimate) => onMessage(costOf(estimate, out)),
      onProgress({ done, total, current, share, secondsLeft }) {
        const part = share === undefined ? '' : ` ${Math.round(100 * share)} %`
        const left = secondsLeft === undefined ? '' : `, about ${duration(secondsLeft)} left`
        onProgress(`${done} of ${total}${left}: ${current}${part}`)
      },
    })
    if (out !== undefined) await writeReport(out, 'benchmark', report, benchmarkPage(report))
    return report
  } finally {
    await cells.close()
  }
}

function methodsNamed(names: readonly string[] | undefined): Recogniser[] {
  const known = [...recognisers.keys()].join(', ')
  if (!names) return [...recognisers.values()].filter(({ slow }) => !slow)
  return names.map((name) => {
    const method = recognisers.get(name)
    if (!method) throw new InvalidOptionError('--methods', `names out of ${known}`, name)
    return method
  })
}

function costOf({ total, kept, secondsLeft }: BenchmarkEstimate, out: string | undefined): string {
  const found = kept > 0 ? `, ${kept} of them finished before` : ''
  return `${total} measurements${found}; about ${duration(secondsLeft)} from here (${stopNote(out)})`
}
