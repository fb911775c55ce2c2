import { reportRatios } from '../sdk/report.ts'
import { spread, type Round } from '../rounds.ts'
import { kinds, steps } from './first-face-parts.ts'
import type { FirstFace, Visit } from './first-face.ts'

type Visits = FirstFace['visits'][keyof FirstFace['visits']]

/** Three tables of times, each with the parts that could be seen, and the bytes of each visit. */
export function reportFirstFace({ cold, second, slow, visits }: FirstFace): string {
  return [
    part('Nothing cached, server on loopback', cold, visits.cold),
    part('The second visit', second, visits.second),
    part('Nothing cached, 10 Mbit/s and 40 ms, once', slow, visits.slow),
  ].join('\n')
}

function part(title: string, rounds: readonly Round[], visits: Visits): string {
  const names = Object.keys(rounds[0]!).toSorted((a, b) => Number(b === 'facegan') - Number(a === 'facegan'))
  const of = (name: string) => visits.map((round) => round[name]!)
  const ratio = reportRatios(rounds, 'ms', [['facegan', 'bare page', undefined, 'at most']])
  const rows = [...kinds, ...steps].map(
    (kind) =>
      `| ${kind} | ${names.map((name) => `${when(of(name), kind)} | ${size(of(name), kind)}`).join(' | ')} |`,
  )
  const total = names.map((name) => {
    const sum = of(name).map(({ bytes }) => Object.values(bytes).reduce((all, each) => all + each, 0))
    return ` | ${kilobytes(spread(sum).median)}`
  })
  return [
    `#### ${title}`,
    '',
    ratio,
    `| from-to, ms (median) | ${names.map((name) => `${name} | KB sent`).join(' | ')} |`,
    `|---|${names.map(() => '---|---|').join('')}`,
    ...rows,
    `| in all |${total.join(' |')} |`,
    '',
  ].join('\n')
}

function when(visits: readonly Visit[], kind: string): string {
  const spans = visits.flatMap(({ parts }) => parts[kind] ?? [])
  if (spans.length === 0) return 'from a cache'
  return `${median(spans.map(({ start }) => start))}-${median(spans.map(({ end }) => end))}`
}

function size(visits: readonly Visit[], kind: string): string {
  const sent = visits.map(({ bytes }) => bytes[kind] ?? 0)
  return steps.includes(kind as (typeof steps)[number]) ? '' : kilobytes(spread(sent).median)
}

const median = (values: readonly number[]): string => spread(values).median.toFixed(0)
const kilobytes = (bytes: number): string => (bytes / 1000).toFixed(1)
