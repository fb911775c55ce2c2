import { spread, type Measure, type Round } from '../rounds.ts'
import { ours, theirs } from './time.ts'

export interface Conversion {
  readonly name: string
  readonly batch: number
  readonly rounds: readonly Round[]
}

/** One row a network and batch: how many times as fast ours is. */
export function reportConversions(conversions: readonly Conversion[]): string {
  const rows = conversions.map(({ name, batch, rounds }) => {
    const ms = (who: string) => spread(rounds.map((round) => round[who]!.milliseconds)).median.toFixed(2)
    const ratio = (by: Measure) => {
      const { median, min, max } = spread(rounds.map((round) => round[theirs]![by] / round[ours]![by]))
      return { median: median.toFixed(2), range: `${min.toFixed(2)}-${max.toFixed(2)}` }
    }
    const [wall, cpu] = [ratio('milliseconds'), ratio('cpuMilliseconds')]
    return `| ${name} | ${batch} | ${ms(theirs)} | ${ms(ours)} | ${wall.median} (${wall.range}) | **${cpu.median}** (${cpu.range}) |`
  })
  return [
    `| network | batch | ${theirs}, ms | ours, ms | times as fast | by CPU time |`,
    '|---|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n')
}
