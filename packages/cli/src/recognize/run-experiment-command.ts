import { InvalidOptionError } from '@facegan/core'
import {
  arms as allArms,
  availableArms,
  loadPeople,
  loadStrangers,
  openCells,
  runExperiment,
  type Arm,
  type ArmCell,
  type ExperimentReport,
  type FaceSource,
  type LabelledFaces,
} from '@facegan/recognition'
import { openModel } from '../model/open-model.ts'
import { writeReport } from '../page/write-report.ts'
import { duration } from '../terminal/training-view.ts'
import { loadBenchmarkSets } from './benchmark-sets.ts'
import { experimentPage } from './experiment-page.ts'
import { stopNote } from './text.ts'

export interface ExperimentCommandOptions {
  readonly data: readonly string[]
  readonly model: string
  readonly quick: boolean
  /** Names. @default all, or the quick ones, as far as their faces can be had */
  readonly arms?: readonly string[] | undefined
  readonly others?: string | undefined
  readonly unseen?: string | undefined
  readonly seeds?: number | undefined
  readonly steps?: number | undefined
  readonly ownGanKimg?: number | undefined
  readonly jobs?: number | undefined
  readonly onlyFinished: boolean
  /** Folder for `results.jsonl`, `experiment.json` and `index.html`. */
  readonly out?: string | undefined
  readonly signal: AbortSignal
  readonly onProgress: (line: string) => void
  readonly onMessage: (message: string) => void
}

/** Reads, trains, writes. @throws what `loadPeople`, `openModel`, `openCells` and `runExperiment` throw */
export async function runExperimentCommand(options: ExperimentCommandOptions): Promise<ExperimentReport> {
  const { data, model, out, signal, onProgress, onMessage, onlyFinished } = options
  if (onlyFinished && out === undefined)
    throw new InvalidOptionError('--report', 'given with the --out folder of an experiment', 'no --out')
  onProgress('Reading pictures …')
  const generator = await openModel(model)
  try {
    const loading = { size: generator.size, signal, onMessage }
    const source: FaceSource = {
      fingerprint: generator.sha256,
      size: generator.size,
      latentSize: generator.latentSize,
      render: (latents, stop) => generator.render(latents, stop),
    }
    const others = options.others === undefined ? undefined : await loadStrangers(options.others, loading)
    const unseen = options.unseen === undefined ? undefined : await loadPeople(options.unseen, loading)
    const sets = await loadBenchmarkSets(data, { ...loading, ...(options.quick && { perPerson: [5] }) })
    const arms = chooseArms(options, { generator: source, others })
    const cells = await openCells<ArmCell>(out)
    try {
      let told = onlyFinished
      const report = await runExperiment({
        sets,
        arms,
        generator: source,
        others,
        unseen,
        seeds: options.seeds,
        steps: options.steps,
        ownGanKimg: options.ownGanKimg,
        jobs: options.jobs,
        onlyFinished,
        cells,
        signal,
        onProgress({ done, total, current, secondsLeft }) {
          const left = secondsLeft === undefined ? '' : `, about ${duration(secondsLeft)} left`
          onProgress(`${done} of ${total} networks${left}: ${current}`)
          if (told || secondsLeft === undefined) return
          told = true
          onMessage(
            `${total} networks, ${done} finished; about ${duration(secondsLeft)} from here (${stopNote(out)})`,
          )
        },
      })
      if (out !== undefined)
        await writeReport(out, 'experiment', report, experimentPage(report, { model: generator.name }))
      return report
    } finally {
      await cells.close()
    }
  } finally {
    await generator.dispose()
  }
}

function chooseArms(
  { arms: names, quick, onMessage, others: othersPath }: ExperimentCommandOptions,
  available: { readonly generator: FaceSource; readonly others: LabelledFaces | undefined },
): Arm[] {
  const able = availableArms(available)
  if (names) {
    const known = able.map(({ name }) => name).join(', ')
    const chosen = names.map((name) => {
      const arm = able.find((one) => one.name === name)
      if (arm) return arm
      const exists = allArms.some((one) => one.name === name)
      throw new InvalidOptionError(
        '--arms',
        exists ? `${known}; ${name} needs --others` : `names out of ${known}`,
        name,
      )
    })
    if (chosen[0].kind !== 'baseline' || new Set(chosen).size < Math.max(2, chosen.length))
      throw new InvalidOptionError(
        '--arms',
        'baseline, then others to compare with it, each once',
        names.join(),
      )
    return chosen
  }
  if (othersPath === undefined)
    onMessage(
      'Without --others there is no control with real strangers: photographs of people in none of the data.',
    )
  return able.filter((arm) => !quick || arm.quick)
}
