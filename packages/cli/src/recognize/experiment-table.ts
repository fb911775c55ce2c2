import { outcomeNames, outcomes, type ExperimentReport } from '@facegan/recognition'
import { answers, claims, differenceText, outcomeText, verdictText } from './experiment-text.ts'

/** The experiment in a terminal: a table for each design, then what it says of each claim. */
export function experimentTable({ designs, steps }: ExperimentReport): string {
  return designs
    .map((design) => {
      const { set, perPerson, people, seeds, arms, verdicts } = design
      const head = `${set}, ${people} people, ${perPerson} pictures of each; ${seeds} seeds, ${steps} steps`
      if (arms.length === 0) return `${head}: too few finished seeds to compare anything.\n`
      const measured = outcomeNames.filter((outcome) => arms[0].outcomes[outcome])
      const width = Math.max(...arms.map(({ title }) => title.length)) + 2
      const tables = measured.map((outcome) =>
        [
          `${outcomes[outcome].title} (${outcomes[outcome].better} is better)`,
          ...arms.map((report) => {
            const { mean, deviation } = report.outcomes[outcome]!
            const own = `${outcomeText(outcome, mean)} ± ${outcomeText(outcome, deviation)}`
            const change = report.differences ? differenceText(report, outcome) : ''
            return `  ${report.title.padEnd(width)}${own.padStart(12)}   ${change}`.trimEnd()
          }),
        ].join('\n'),
      )
      const said = verdicts.map(
        (verdict) =>
          `${claims[verdict.claim]}: ${answers[verdict.finding].toLowerCase()}.\n  ${verdictText(design, verdict)}`,
      )
      return `${head}\n\n${tables.join('\n\n')}\n\n${said.join('\n')}\n`
    })
    .join('\n')
}
