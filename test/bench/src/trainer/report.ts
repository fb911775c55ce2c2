import { ratiosToFastest, spread, type Measure, type Spread } from '../rounds.ts'
import { ours, type TrainerResult } from './bench.ts'

/** The result as Markdown: what ran where, a table, and the ratio that counts. */
export function reportTrainer(result: TrainerResult): string {
  const { machine, rounds, batchSize, versions, variants } = result
  const rows = Object.keys(variants).map((name) => {
    const wall = spread(rounds.map((round) => round[name]!.milliseconds))
    const cpu = spread(rounds.map((round) => round[name]!.cpuMilliseconds))
    const pictures = (batchSize * 1000) / wall.median
    const cells = [name, variants[name], show(wall, 0), show(cpu, 0), pictures.toFixed(0)]
    return `| ${cells.join(' | ')} |`
  })
  const ratios = (by: Measure) => ratiosToFastest(rounds, ours, by)
  const each = ratios('milliseconds').map((ratio) => ratio.toFixed(2))
  const named = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  return [
    `### \`${result.workload}\`, batch ${batchSize}: one training step`,
    '',
    `${machine.cpu}, ${machine.cores} cores, ${machine.system}; ${named.join(', ')}. ${result.threads} threads each, ` +
      `OpenMP wait policy ${result.openmpWaitPolicy}. Other programs kept ${machine.busyCores} cores busy before the start; ` +
      `load average ${result.loadAfter} at the end. ${rounds.length} rounds in alternating order, ` +
      `${result.stepsPerTurn} steps a turn.`,
    '',
    '| | real and fake | ms a step: median (min-max) | CPU ms a step, all threads | pictures/s |',
    '|---|---|---|---|---|',
    ...rows,
    '',
    `${ours} over the faster peer, round by round: **${show(spread(ratios('milliseconds')), 2)}** (${each.join(', ')}); ` +
      `by CPU time ${show(spread(ratios('cpuMilliseconds')), 2)}.`,
    '',
  ].join('\n')
}

function show({ median, min, max }: Spread, digits: number): string {
  return `${median.toFixed(digits)} (${min.toFixed(digits)}-${max.toFixed(digits)})`
}
