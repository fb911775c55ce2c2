import type { PairedComparison } from '../statistics/paired-comparison.ts'
import { outcomes, type Claim, type OutcomeName } from './outcomes.ts'
import type { ArmReport, Verdict } from './report-types.ts'

const level = 0.05

/** Decided on unseen people where there are some: the people trained on flatter features. */
const deciding: Readonly<Record<Claim, readonly OutcomeName[]>> = {
  accuracy: ['rank1'],
  features: ['unseenAuc', 'auc'],
  overfitting: ['gap'],
}

/** Seed by seed, `after - before`. */
type Compare = (before: string, after: string, outcome: OutcomeName) => PairedComparison

/**
 * What a design says of each claim. That an arm beats the baseline and its mean a control's is not enough: the step from
 * the best control has to be more than chance as well, or no GAN was needed.
 */
export function verdictsOf(reports: readonly ArmReport[], compare: Compare): Verdict[] {
  return (Object.keys(deciding) as Claim[]).map((claim) => {
    const outcome = deciding[claim].find((name) => reports[0].outcomes[name])!
    const sign = outcomes[outcome].better === 'higher' ? 1 : -1
    const gain = (report: ArmReport) => sign * report.differences![outcome]!.difference.mean
    const ranked = (kind: ArmReport['kind']) =>
      reports.filter((report) => report.kind === kind).toSorted((a, b) => gain(b) - gain(a))
    const gan = ranked('gan')
    const [best, control] = [gan.at(0), ranked('control').at(0)]
    const certain = gan.filter((report) => report.differences![outcome]!.corrected < level)
    const winners = certain.filter((report) => gain(report) > 0)
    const beats = (report: ArmReport) =>
      !control || (gain(report) > gain(control) && compare(control.arm, report.arm, outcome).pValue < level)
    return {
      claim,
      outcome,
      finding: winners.some(beats)
        ? 'supported'
        : winners.length > 0
          ? 'control'
          : certain.length > 0 && gan.every((report) => gain(report) <= 0)
            ? 'against'
            : 'open',
      best: best?.arm,
      bestControl: control?.arm,
      ...(best && control && { overControl: compare(control.arm, best.arm, outcome) }),
    }
  })
}
