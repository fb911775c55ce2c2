import { spread, type Measure, type Round } from '../rounds.ts'
import { ours, theirs } from './time.ts'

export interface Conversion {
  readonly name: string
  readonly batch: number
  readonly rounds: readonly Round[]
}

/**
 * One row a network and batch: how many times as fast ours is. The CPU time of everybody's best round is disturbed
 * least by other programs.
 */
export function reportConversions(conversions: readonly Conversion[]): string {
  const rows = conversions.map(({ name, batch, rounds }) => {
    const best = (who: string) => spread(rounds.map((round) => round[who]!.cpuMilliseconds)).min
    const ratio = (by: Measure) => {
      const { median, min, max } = spread(rounds.map((round) => round[theirs]![by] / round[ours]![by]))
      return { median: median.toFixed(2), range: `${min.toFixed(2)}-${max.toFixed(2)}` }
    }
    const [wall, cpu] = [ratio('milliseconds'), ratio('cpuMilliseconds')]
    const times = (best(theirs) / best(ours)).toFixed(2)
    const each = `${best(theirs).toFixed(2)} | ${best(ours).toFixed(2)}`
    return `| ${name} | ${batch} | ${each} | **${times}** | ${cpu.median} (${cpu.range}) | ${wall.median} (${wall.range}) |`
  })
  return [
    `| network | batch | ${theirs}: CPU ms of its best round | ours | times as fast | CPU time, round by round | wall time |`,
    '|---|---|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n')
}
