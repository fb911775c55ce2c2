import type { Cells } from '../cells/cells.ts'
import { acceptedAt, type Verification } from '../protocols/roc.ts'
import { meanInterval } from '../statistics/mean-interval.ts'
import type { BenchmarkOptions } from './benchmark-options.ts'
import type {
  BenchmarkReport,
  ChosenRow,
  ClosedRow,
  ColumnReport,
  SetReport,
  VerificationMeans,
} from './benchmark-report.ts'
import type { BenchmarkCell, ChoiceCell, ClosedCell, OpenCell } from './cells.ts'
import { tellApart } from './told-apart.ts'
import { choiceJob, closedJob, isChoosable, openJob, type Job, type MarkedSet } from './jobs.ts'

/** Puts the cells that are there together. */
export function reportOf(
  sets: readonly MarkedSet[],
  options: BenchmarkOptions,
  cells: Cells<BenchmarkCell>,
): BenchmarkReport {
  const { methods, seeds } = options
  return {
    created: new Date().toISOString(),
    seeds,
    methods: methods.map(({ name, title, source, pretrained }) => ({
      name,
      title,
      source,
      pretrained: pretrained !== undefined,
    })),
    sets: sets.map((set) => setReport(set, options, cells)),
  }
}

function setReport(set: MarkedSet, options: BenchmarkOptions, cells: Cells<BenchmarkCell>): SetReport {
  const { methods, seeds } = options
  const { name, data, faces, perPerson, testPerPerson } = set
  const cellsOf = <Cell extends BenchmarkCell>(jobAt: (seed: number) => Job): Cell[] =>
    Array.from({ length: seeds }, (_, seed) => cells.get(jobAt(seed).key) as Cell | undefined).filter(
      (cell) => cell !== undefined,
    )
  const learns = new Set(methods.flatMap(({ name, pretrained }) => (pretrained ? [] : [name])))
  const column = (count: number): ColumnReport => {
    const rows = methods.flatMap((method) => {
      const found = cellsOf<ClosedCell>((seed) => closedJob(set, method, count, seed))
      return found.length > 0 ? [closedRow(method.name, found)] : []
    })
    const { train = 0, test = 0 } = rows[0]?.cells[0] ?? {}
    return {
      perPerson: count,
      train,
      test,
      rows,
      toldApart: tellApart(
        rows.filter(({ method }) => learns.has(method)),
        seeds,
      ),
      chosen: chosenRow(set, count, options, cells),
    }
  }
  const open = methods.flatMap((method) => {
    const found = cellsOf<OpenCell>((seed) => openJob(set, method, seed))
    return found.length > 0
      ? [{ method: method.name, verification: verificationMeans(found)!, cells: found }]
      : []
  })
  return {
    name,
    data,
    people: faces.people.length,
    pictures: faces.labels.length,
    size: faces.size,
    testPerPerson: testPerPerson ?? null,
    columns: perPerson.map(column),
    open: options.openSet ? open : null,
  }
}

function closedRow(method: string, cells: readonly ClosedCell[]): ClosedRow {
  const over = (read: (cell: ClosedCell) => number) => meanInterval(cells.map(read))
  return {
    method,
    rank1: over(({ correct, test }) => correct / test),
    rank5: over(({ cmc }) => cmc[Math.min(5, cmc.length) - 1]),
    trainingRank1: cells.every((cell) => cell.trainingRank1 !== null)
      ? over((cell) => cell.trainingRank1!)
      : null,
    detected: over(({ detected }) => detected),
    verification: verificationMeans(cells),
    trainSeconds: over(({ trainSeconds }) => trainSeconds).mean,
    testMs: over(({ testMs }) => testMs).mean,
    cells,
  }
}

function verificationMeans(
  cells: readonly { readonly verification: Verification | null }[],
): VerificationMeans | null {
  const all = cells.flatMap(({ verification }) => verification ?? [])
  if (all.length === 0) return null
  const over = (read: (verification: Verification) => number) => meanInterval(all.map(read))
  return {
    auc: over(({ auc }) => auc),
    eer: over(({ eer }) => eer),
    accepted01: over((one) => acceptedAt(one, 0.01)),
    accepted001: over((one) => acceptedAt(one, 0.001)),
  }
}

/** Seeds at which every method has been tried both ways; the first of equals is taken. */
function chosenRow(
  set: MarkedSet,
  perPerson: number,
  { methods, seeds, chooseFolds = 0 }: BenchmarkOptions,
  cells: Cells<BenchmarkCell>,
): ChosenRow | null {
  if (chooseFolds === 0) return null
  const picked: { method: string; cell: ClosedCell }[] = []
  for (let seed = 0; seed < seeds; seed++) {
    let best: { choice: ChoiceCell; method: string; cell: ClosedCell } | undefined
    for (const method of methods.filter(isChoosable)) {
      const choice = cells.get(choiceJob(set, method, perPerson, seed, chooseFolds).key) as
        | ChoiceCell
        | undefined
      const cell = cells.get(closedJob(set, method, perPerson, seed).key) as ClosedCell | undefined
      if (choice && cell && (!best || isBetter(choice, best.choice)))
        best = { choice, method: method.name, cell }
    }
    if (best) picked.push(best)
  }
  if (picked.length === 0) return null
  return {
    ...closedRow(
      'chosen',
      picked.map(({ cell }) => cell),
    ),
    folds: chooseFolds,
    picks: picked.map(({ method }) => method),
  }
}

function isBetter(one: ChoiceCell, other: ChoiceCell): boolean {
  return one.rank1 === other.rank1 ? one.auc > other.auc : one.rank1 > other.rank1
}
