import { holm } from '../statistics/holm.ts'
import { meanInterval } from '../statistics/mean-interval.ts'
import { comparePaired } from '../statistics/paired-comparison.ts'
import type { Arm } from './arms.ts'
import type { ArmReport, ExperimentReport } from './report-types.ts'
import type { ExperimentSet } from './experiment-options.ts'
import { outcomeNames, type OutcomeName } from './outcomes.ts'
import { verdictsOf } from './verdicts.ts'
import type { ArmCell } from './train-task.ts'

export interface ArmResult {
  readonly set: string
  readonly perPerson: number
  readonly seed: number
  readonly arm: Arm
  readonly cell: ArmCell
}

/** Means, paired differences and what they say of each claim. */
export function experimentReport(
  results: readonly ArmResult[],
  about: {
    readonly arms: readonly Arm[]
    readonly seeds: number
    readonly steps: number
    readonly sets: readonly ExperimentSet[]
  },
): ExperimentReport {
  const { arms, seeds, steps, sets } = about
  const designs = sets.flatMap(({ name, perPerson, faces }) =>
    perPerson.map((count) => {
      const here = results.filter(({ set, perPerson: k }) => set === name && k === count)
      const reports = armReports(here, arms)
      return {
        set: name,
        perPerson: count,
        people: faces.people.length,
        arms: reports,
        verdicts: verdictsOf(reports),
      }
    }),
  )
  const cpuSeconds = results.reduce((sum, { cell }) => sum + cell.cpuSeconds, 0)
  return { seeds, steps, designs, cpuSeconds }
}

function armReports(results: readonly ArmResult[], arms: readonly Arm[]): ArmReport[] {
  const valuesOf = (arm: Arm, outcome: OutcomeName) =>
    results
      .filter((result) => result.arm === arm)
      .toSorted((a, b) => a.seed - b.seed)
      .map(({ cell }) => valueOf(cell, outcome))
  const measured = outcomeNames.filter((outcome) =>
    valuesOf(arms[0], outcome).every((value) => value !== null),
  )
  const [baseline, ...others] = arms
  const compared = new Map(
    measured.map((outcome) => {
      const before = valuesOf(baseline, outcome) as number[]
      const pairs = others.map((arm) => comparePaired(before, valuesOf(arm, outcome) as number[]))
      const corrected = holm(pairs.map(({ pValue }) => pValue))
      return [outcome, pairs.map((pair, i) => ({ ...pair, corrected: corrected[i] }))]
    }),
  )
  return arms.map((arm, i) => ({
    arm: arm.name,
    title: arm.title,
    about: arm.about,
    kind: arm.kind,
    outcomes: byOutcome(measured, (outcome) => meanInterval(valuesOf(arm, outcome) as number[])),
    ...(i > 0 && { differences: byOutcome(measured, (outcome) => compared.get(outcome)![i - 1]) }),
  }))
}

function valueOf(cell: ArmCell, outcome: OutcomeName): number | null {
  return outcome === 'gap' ? cell.trainAccuracy - cell.testAccuracy : cell[outcome]
}

function byOutcome<T>(names: readonly OutcomeName[], make: (name: OutcomeName) => T) {
  return Object.fromEntries(names.map((name) => [name, make(name)])) as Partial<Record<OutcomeName, T>>
}
