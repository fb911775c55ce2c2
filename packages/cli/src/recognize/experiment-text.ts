import {
  outcomes,
  type ArmReport,
  type Claim,
  type DesignReport,
  type OutcomeName,
  type Verdict,
} from '@facegan/recognition'

export const claims: Readonly<Record<Claim, string>> = {
  accuracy: 'They raise recognition accuracy',
  features: 'They strengthen features',
  overfitting: 'They reduce overfitting',
}

export const answers: Readonly<Record<Verdict['finding'], string>> = {
  supported: 'Supported',
  control: 'No more than a control does',
  against: 'No: they do harm',
  open: 'Not shown',
}

/** Shares as percentages, losses in nats; with a true minus sign. */
export function outcomeText(outcome: OutcomeName, value: number, signed = false): string {
  const text = outcomes[outcome].share ? (100 * value).toFixed(1) : value.toFixed(2)
  const zero = /^-0\.0+$/.test(text)
  return `${signed && value > 0 && !/^0\.0+$/.test(text) ? '+' : ''}${zero ? text.slice(1) : text.replace('-', '−')}`
}

/** +0.8 (−0.2 to +1.8), p .21 */
export function differenceText(report: ArmReport, outcome: OutcomeName): string {
  const { difference, corrected } = report.differences![outcome]!
  const [mean, low, high] = [difference.mean, difference.low, difference.high].map((value) =>
    outcomeText(outcome, value, true),
  )
  return `${mean} (${low} to ${high}), p ${pText(corrected)}`
}

export function pText(p: number): string {
  return p < 0.001 ? '< .001' : p.toFixed(p < 0.1 ? 3 : 2).replace(/^0/, '')
}

/** What decided, in a few sentences. */
export function verdictText(
  { arms }: DesignReport,
  { outcome, best, bestControl, overControl }: Verdict,
): string {
  const said = (what: string, name: string | undefined) => {
    const report = arms.find(({ arm }) => arm === name)
    return report ? ` ${what}: ${report.title}, ${differenceText(report, outcome)}.` : ''
  }
  const { title, better } = outcomes[outcome]
  const step = overControl
    ? ` From one to the other: ${outcomeText(outcome, overControl.difference.mean, true)}, p ${pText(overControl.pValue)}.`
    : ''
  return `${title}, ${better} is better.${said('Best with generated faces', best)}${said('Best control', bestControl)}${step}`
}
