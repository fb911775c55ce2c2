import { spread, type Measure, type Spread } from '../rounds.ts'
import { contestants, type WasmTrainerResult } from './bench.ts'

/** The result as Markdown: what ran where, a table, and how much slower WASM is. */
export function reportWasmTrainer(result: WasmTrainerResult): string {
  const { machine, rounds, batchSize, versions, preset, stepsPerTurn, loadAfter } = result
  const samples = (name: string, by: Measure) => rounds.map((round) => round[name]![by])
  const slower = (than: string, by: Measure) =>
    show(spread(rounds.map((round) => round['wasm']![by] / round[than]![by])), 1)
  const rows = Object.keys(contestants).map((name) => {
    const wall = spread(samples(name, 'milliseconds'))
    const pictures = ((batchSize * 1000) / wall.median).toFixed(1)
    return `| ${name} | ${show(wall, 0)} | ${show(spread(samples(name, 'cpuMilliseconds')), 0)} | ${pictures} |`
  })
  const named = Object.entries(versions).map(([name, version]) => `${name} ${version}`)
  const ratios = Object.keys(contestants)
    .filter((name) => name !== 'wasm')
    .map(
      (name) =>
        `of ${name} **${slower(name, 'milliseconds')}**, by CPU time ${slower(name, 'cpuMilliseconds')}`,
    )
  return [
    `### \`${preset}\`, batch ${batchSize}: one training step`,
    '',
    `${machine.cpu}, ${machine.cores} cores, ${machine.system}; ${named.join(', ')}. Other programs kept ${machine.busyCores} cores busy ` +
      `before the start; load average ${loadAfter} at the end. ${rounds.length} rounds in alternating order, ${stepsPerTurn} steps a turn.`,
    '',
    '| | ms a step: median (min-max) | CPU ms a step, all threads | pictures/s |',
    '|---|---|---|---|',
    ...rows,
    '',
    `WASM takes, round by round, so many times the time ${ratios.join('; ')}.`,
    '',
  ].join('\n')
}

function show({ median, min, max }: Spread, digits: number): string {
  return `${median.toFixed(digits)} (${min.toFixed(digits)}-${max.toFixed(digits)})`
}
