import { percentile, type Measure, type Round } from '../rounds.ts'
import { ours, theirs } from './time.ts'

export interface Conversion {
  readonly name: string
  readonly batch: number
  readonly rounds: readonly Round[]
}

/** One row a network and batch: how many times as fast ours is, round by round. */
export function reportConversions(conversions: readonly Conversion[]): string {
  const rows = conversions.map(({ name, batch, rounds }) => {
    const ms = (who: string) =>
      percentile(
        rounds.map((round) => round[who]!.cpuMilliseconds),
        0.5,
      ).toFixed(2)
    const ratio = (by: Measure) => {
      const ratios = rounds.map((round) => round[theirs]![by] / round[ours]![by])
      const [low, median, high] = [0.25, 0.5, 0.75].map((share) => percentile(ratios, share).toFixed(2))
      return `**${median}** (${low}-${high})`
    }
    return `| ${name} | ${batch} | ${ms(theirs)} | ${ms(ours)} | ${ratio('cpuMilliseconds')} | ${ratio('milliseconds')} |`
  })
  return [
    `| network | batch | ${theirs}, CPU ms | ours | times as fast, by CPU time | by wall time |`,
    '|---|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n')
}
