import { escape } from './html.ts'
import { chartWidth, niceStep, round, svg } from './svg.ts'

/** A row: a value, and the interval it lies in. */
export interface IntervalRow {
  readonly name: string
  /** CSS class of its colour. */
  readonly tone: string
  readonly value: number
  readonly low: number
  readonly high: number
}

const left = 196
const right = chartWidth - 10
/** Letters that fit before the plot. */
const mostLetters = 26

/** Differences from nothing: a dot and a whisker a row, with 0 in the middle of what there is to see. */
export function intervalPlot(
  title: string,
  rows: readonly IntervalRow[],
  label: (tick: number) => string,
): string {
  const reach = Math.max(...rows.flatMap(({ low, high, value }) => [low, high, value].map(Math.abs)), 1e-9)
  const step = niceStep(reach / 2.5)
  const furthest = Math.ceil(reach / step) * step
  const x = (value: number) => round(left + ((value + furthest) / (2 * furthest)) * (right - left))
  const rowHeight = rows.some(({ name }) => name.length > mostLetters) ? 34 : 26
  const bottom = 6 + rows.length * rowHeight
  const count = Math.round(furthest / step)
  const ticks = Array.from({ length: 2 * count + 1 }, (_, i) => (i - count) * step).map(
    (tick) =>
      `<line class="grid${tick === 0 ? ' zero' : ''}" x1="${x(tick)}" x2="${x(tick)}" y1="2" y2="${bottom}"/>` +
      `<text class="tick" x="${x(tick)}" y="${bottom + 16}" text-anchor="middle">${label(tick)}</text>`,
  )
  const lines = rows.map(({ name, tone, value, low, high }, i) => {
    const y = 6 + (i + 0.5) * rowHeight
    return `<g class="${tone}">${nameText(name, y)}
      <line class="whisker" x1="${x(low)}" x2="${x(high)}" y1="${y}" y2="${y}"/>
      <circle class="dot" cx="${x(value)}" cy="${y}" r="5"><title>${escape(name)}: ${label(value)} (${label(low)} to ${label(high)})</title></circle></g>`
  })
  return svg(title, bottom + 24, [...ticks, ...lines])
}

/** On one line, or on two where it is long. */
function nameText(name: string, y: number): string {
  const x = left - 14
  const line = (text: string, baseline: number) =>
    `<text class="name" x="${x}" y="${baseline}" text-anchor="end">${escape(text)}</text>`
  if (name.length <= mostLetters) return line(name, y + 4)
  const spaces = [...name.matchAll(/ /g)].map(({ index }) => index)
  const middle = name.length / 2
  const cut = spaces.toSorted((a, b) => Math.abs(a - middle) - Math.abs(b - middle)).at(0) ?? mostLetters
  return line(name.slice(0, cut), y - 2) + line(name.slice(cut).trimStart(), y + 10)
}
