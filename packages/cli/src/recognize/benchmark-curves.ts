import {
  rocLevels,
  type ClosedRow,
  type ColumnReport,
  type SetReport,
  type Verification,
} from '@facegan/recognition'
import { escape } from '../page/html.ts'
import { lineChart, type ChartLine } from '../page/line-chart.ts'
import { percentText } from './benchmark-table.ts'

/** Colours for the best three; the others are thin lines. */
const tones = ['model', 'floor', 'other']

/** CMC and ROC of a set, at the most pictures to learn from. */
export function curvesSection({ name, columns, open }: SetReport, pretrained: ReadonlySet<string>): string {
  const column = columns.at(-1)!
  const ranked = column.rows.toSorted((a, b) => b.rank1.mean - a.rank1.mean)
  if (ranked.length === 0) return ''
  const best = ranked.filter(({ method }) => !pretrained.has(method)).slice(0, tones.length)
  const toneOf = (method: string) => tones[best.findIndex((row) => row.method === method)] ?? 'rest'
  const strangers = open?.map(({ method, cells }) => ({
    method,
    curve: meanRoc(cells.map(({ verification }) => verification)),
  }))
  const known = ranked.flatMap(({ method, cells }) => {
    const curve = meanRoc(cells.map(({ verification }) => verification))
    return curve ? [{ method, curve }] : []
  })
  const rest = ranked.filter((row) => !best.includes(row)).map(({ method }) => method)
  const key = best.map(
    ({ method, rank1 }, i) =>
      `<span class="key ${tones[i]}"><span>${escape(method)} ${percentText(rank1.mean)}</span></span>`,
  )
  const panels: [chart: string, caption: string][] = [
    [
      cmcChart(name, ranked, toneOf),
      'Cumulative match: how often the right person is among the nearest so many, in %.',
    ],
  ]
  if (known.length > 0)
    panels.push([
      rocChart(`ROC of ${name}`, known, toneOf),
      'Verification of these people: true accepts in % by false accepts, mean of seeds.',
    ])
  if (strangers && strangers.length > 0)
    panels.push([
      rocChart(`ROC of strangers in ${name}`, strangers, toneOf),
      'Verification of strangers, of whom nothing was learned.',
    ])
  if (columns.length > 1 && panels.length % 2 === 1)
    panels.unshift([
      learningChart(name, columns, toneOf),
      'Rank 1 in %, by how many pictures of each person were learned from.',
    ])
  return `<section><h2>${escape(name)}, ${column.perPerson} a person</h2>
<p class="legend">${key.join('')}${rest.length > 0 ? `<span class="key rest"><span>${rest.length === 1 ? escape(rest[0]) : `${rest.length} others`}</span></span>` : ''}</p>
<div class="plots">
${panels.map(([chart, caption]) => `<figure>${chart}<figcaption>${caption}</figcaption></figure>`).join('\n')}
</div></section>`
}

function learningChart(
  name: string,
  columns: readonly ColumnReport[],
  toneOf: (method: string) => string,
): string {
  const methods = [...new Set(columns.flatMap(({ rows }) => rows.map(({ method }) => method)))]
  const lines = methods.map((method): ChartLine => ({
    name: method,
    tone: toneOf(method),
    points: columns.flatMap(({ perPerson, rows }) => {
      const row = rows.find((one) => one.method === method)
      return row ? [[perPerson, row.rank1.mean] as const] : []
    }),
  }))
  const counts = columns.map(({ perPerson }) => perPerson)
  const lowest = Math.min(...lines.flatMap(({ points }) => points.map(([, share]) => share)))
  return lineChart(
    `Rank 1 in ${name} by pictures of each person`,
    colouredLast(lines),
    {
      from: Math.min(...counts),
      to: Math.max(...counts),
      ticks: counts,
      label: String,
      title: 'pictures a person',
    },
    percentAxis(Math.min(0.8, Math.floor(lowest * 5) / 5)),
    chartHeight,
  )
}

function colouredLast(lines: readonly ChartLine[]): ChartLine[] {
  return lines.toSorted((a, b) => Number(a.tone !== 'rest') - Number(b.tone !== 'rest'))
}

function cmcChart(name: string, ranked: readonly ClosedRow[], toneOf: (method: string) => string): string {
  const lines = ranked.map(({ method, cells }): ChartLine => {
    const ranks = Math.min(...cells.map(({ cmc }) => cmc.length))
    return {
      name: method,
      tone: toneOf(method),
      points: Array.from({ length: ranks }, (_, rank) => [rank + 1, mean(cells.map(({ cmc }) => cmc[rank]))]),
    }
  })
  const lowest = Math.min(...lines.map(({ points }) => points[0][1]))
  const from = Math.min(0.8, Math.floor(lowest * 5) / 5)
  const furthest = Math.max(2, ...lines.map(({ points }) => points.length))
  return lineChart(
    `Cumulative match of ${name}`,
    lines.toReversed(),
    {
      from: 1,
      to: furthest,
      ticks: [1, 5, 10, 15, 20].filter((rank) => rank <= furthest),
      label: String,
      title: 'nearest people',
    },
    percentAxis(from),
    chartHeight,
  )
}

interface Roc {
  readonly method: string
  readonly curve: readonly number[] | undefined
}

function rocChart(title: string, rocs: readonly Roc[], toneOf: (method: string) => string): string {
  const lines = rocs.map(({ method, curve }): ChartLine => ({
    name: method,
    tone: toneOf(method),
    points: (curve ?? []).map((share, i) => [rocLevels[i], share]),
  }))
  return lineChart(
    title,
    colouredLast(lines),
    {
      from: 1e-4,
      to: 1,
      ticks: [1e-4, 1e-3, 0.01, 0.1, 1],
      label: (rate) => `${Number((100 * rate).toPrecision(1))} %`,
      logarithmic: true,
      title: 'false accepts',
    },
    percentAxis(0),
    chartHeight,
  )
}

const chartHeight = 250

function percentAxis(from: number) {
  const step = from > 0.5 ? 0.1 : 0.2
  const ticks = Array.from({ length: Math.round((1 - from) / step) + 1 }, (_, i) => from + i * step)
  return { from, to: 1, ticks, label: (share: number) => `${Math.round(100 * share)}` }
}

/** Vertical averaging, Fawcett 2006. */
function meanRoc(verifications: readonly (Verification | null)[]): number[] | undefined {
  const all = verifications.flatMap((one) => (one ? [one.roc] : []))
  return all.length > 0 ? rocLevels.map((_, i) => mean(all.map((roc) => roc[i]))) : undefined
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
