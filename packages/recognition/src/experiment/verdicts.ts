import { outcomes, type Claim, type OutcomeName } from './outcomes.ts'
import type { ArmReport, Verdict } from './report-types.ts'

const level = 0.05

/** Decided on unseen people where there are some: the people trained on flatter features. */
const deciding: Readonly<Record<Claim, readonly OutcomeName[]>> = {
  accuracy: ['rank1'],
  features: ['unseenAuc', 'auc'],
  overfitting: ['gap'],
}

export function verdictsOf(reports: readonly ArmReport[]): Verdict[] {
  return (Object.keys(deciding) as Claim[]).map((claim) => {
    const outcome = deciding[claim].find((name) => reports[0].outcomes[name])!
    const sign = outcomes[outcome].better === 'higher' ? 1 : -1
    const gain = (report: ArmReport) => sign * report.differences![outcome]!.difference.mean
    const best = (kind: ArmReport['kind']) =>
      reports.filter((report) => report.kind === kind).toSorted((a, b) => gain(b) - gain(a))[0] as
        | ArmReport
        | undefined
    const certain = reports.filter(
      (report) => report.kind === 'gan' && report.differences![outcome]!.corrected < level,
    )
    const winners = certain.filter((report) => gain(report) > 0)
    const control = best('control')
    return {
      claim,
      outcome,
      finding: findingOf(certain, winners, control ? gain(control) : 0, gain),
      best: best('gan')?.arm,
      bestControl: control?.arm,
    }
  })
}

function findingOf(
  certain: readonly ArmReport[],
  winners: readonly ArmReport[],
  controlGain: number,
  gain: (report: ArmReport) => number,
): Verdict['finding'] {
  if (winners.some((report) => gain(report) > controlGain)) return 'supported'
  if (winners.length > 0) return 'control'
  return certain.length > 0 ? 'against' : 'open'
}
