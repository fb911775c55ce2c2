import { spread, type Measure, type Round, type Spread } from '../rounds.ts'

/** `[over, under, goal, 'at least']`: what `over` takes over what `under` takes should be at least the goal, if there is one. */
export type Goal = readonly [
  over: string,
  under: string,
  goal: number | undefined,
  way: 'at least' | 'at most',
]

/** A table of everybody, and the ratios that count with their goals. */
export function reportRatios(
  rounds: readonly Round[],
  unit: 'ms' | 'faces/s',
  goals: readonly Goal[],
): string {
  const names = Object.keys(rounds[0]!)
  const rows = names.map((name) => {
    const of = (measure: Measure) => rounds.map((round) => round[name]![measure])
    const main = unit === 'ms' ? of('milliseconds') : of('milliseconds').map((each) => 1000 / each)
    return `| ${name} | ${show(spread(main), 0)} | ${show(spread(of('cpuMilliseconds')), 2)} |`
  })
  const lines = goals.map(([over, under, goal, way]) => {
    const ratios = rounds.map((round) => round[over]!.milliseconds / round[under]!.milliseconds)
    const cpu = rounds.map((round) => round[over]!.cpuMilliseconds / round[under]!.cpuMilliseconds)
    const what =
      way === 'at least' ? `${under} is as fast as ${over} times` : `${over} takes, of ${under}'s time,`
    const { median } = spread(ratios)
    const is = `- ${what} **${show(spread(ratios), 2)}** (by CPU time ${show(spread(cpu), 2)})`
    if (goal === undefined) return `${is}.`
    const reached = way === 'at least' ? median >= goal : median <= goal
    return `${is}; the aim is ${way} ${goal}: ${reached ? 'reached' : 'missed'}.`
  })
  const table = [
    `| | ${unit} | CPU ms${unit === 'ms' ? '' : ' a face'}, all threads |`,
    '|---|---|---|',
    ...rows,
  ]
  return [...table, '', ...lines, ''].join('\n')
}

function show({ median, min, max }: Spread, digits: number): string {
  return `${median.toFixed(digits)} (${min.toFixed(digits)}-${max.toFixed(digits)})`
}
