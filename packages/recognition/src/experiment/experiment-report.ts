import { holm } from '../statistics/holm.ts'
import { meanInterval } from '../statistics/mean-interval.ts'
import { comparePaired } from '../statistics/paired-comparison.ts'
import type { Arm } from './arms.ts'
import type { ArmReport, DesignReport, ExperimentReport } from './report-types.ts'
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
  {
    arms,
    steps,
    sets,
  }: { readonly arms: readonly Arm[]; readonly steps: number; readonly sets: readonly ExperimentSet[] },
): ExperimentReport {
  const designs = sets.flatMap(({ name, perPerson, faces }) =>
    perPerson.map((count): DesignReport => {
      const here = wholeSeeds(
        results.filter((result) => result.set === name && result.perPerson === count),
        arms.length,
      )
      const seeds = here.length / arms.length
      const reports = seeds < 2 ? [] : armReports(here, arms)
      const named = (name: string) => arms.find((arm) => arm.name === name)!
      const verdicts =
        seeds < 2
          ? []
          : verdictsOf(reports, (before, after, outcome) =>
              comparePaired(
                valuesOf(here, named(before), outcome) as number[],
                valuesOf(here, named(after), outcome) as number[],
              ),
            )
      return { set: name, perPerson: count, people: faces.people.length, seeds, arms: reports, verdicts }
    }),
  )
  const cpuSeconds = results.reduce((sum, { cell }) => sum + cell.cpuSeconds, 0)
  return { steps, designs, cpuSeconds }
}

/** Differences need both sides: a seed of which an arm is missing is left out. */
function wholeSeeds(results: readonly ArmResult[], arms: number): ArmResult[] {
  const counts = new Map<number, number>()
  for (const { seed } of results) counts.set(seed, (counts.get(seed) ?? 0) + 1)
  return results.filter(({ seed }) => counts.get(seed) === arms)
}

function armReports(results: readonly ArmResult[], arms: readonly Arm[]): ArmReport[] {
  const measured = outcomeNames.filter((outcome) =>
    valuesOf(results, arms[0], outcome).every((value) => value !== null),
  )
  const [baseline, ...others] = arms
  const compared = new Map(
    measured.map((outcome) => {
      const before = valuesOf(results, baseline, outcome) as number[]
      const pairs = others.map((arm) => comparePaired(before, valuesOf(results, arm, outcome) as number[]))
      const corrected = holm(pairs.map(({ pValue }) => pValue))
      return [outcome, pairs.map((pair, i) => ({ ...pair, corrected: corrected[i] }))]
    }),
  )
  return arms.map((arm, i) => ({
    arm: arm.name,
    title: arm.title,
    about: arm.about,
    kind: arm.kind,
    outcomes: byOutcome(measured, (outcome) => meanInterval(valuesOf(results, arm, outcome) as number[])),
    ...(i > 0 && { differences: byOutcome(measured, (outcome) => compared.get(outcome)![i - 1]) }),
  }))
}

/** In the order of seeds; null where an outcome was not measured. */
function valuesOf(results: readonly ArmResult[], arm: Arm, outcome: OutcomeName): (number | null)[] {
  return results
    .filter((result) => result.arm === arm)
    .toSorted((a, b) => a.seed - b.seed)
    .map(({ cell }) => valueOf(cell, outcome))
}

function valueOf(cell: ArmCell, outcome: OutcomeName): number | null {
  return outcome === 'gap' ? cell.trainAccuracy - cell.testAccuracy : cell[outcome]
}

function byOutcome<T>(names: readonly OutcomeName[], make: (name: OutcomeName) => T) {
  return Object.fromEntries(names.map((name) => [name, make(name)])) as Partial<Record<OutcomeName, T>>
}
