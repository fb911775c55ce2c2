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
const rowHeight = 26

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
  const bottom = 6 + rows.length * rowHeight
  const count = Math.round(furthest / step)
  const ticks = Array.from({ length: 2 * count + 1 }, (_, i) => (i - count) * step).map(
    (tick) =>
      `<line class="grid${tick === 0 ? ' zero' : ''}" x1="${x(tick)}" x2="${x(tick)}" y1="2" y2="${bottom}"/>` +
      `<text class="tick" x="${x(tick)}" y="${bottom + 16}" text-anchor="middle">${label(tick)}</text>`,
  )
  const lines = rows.map(({ name, tone, value, low, high }, i) => {
    const y = 6 + (i + 0.5) * rowHeight
    return `<g class="${tone}"><text class="name" x="${left - 14}" y="${y + 4}" text-anchor="end">${escape(name)}</text>
      <line class="whisker" x1="${x(low)}" x2="${x(high)}" y1="${y}" y2="${y}"/>
      <circle class="dot" cx="${x(value)}" cy="${y}" r="5"><title>${escape(name)}: ${label(value)} (${label(low)} to ${label(high)})</title></circle></g>`
  })
  return svg(title, bottom + 24, [...ticks, ...lines])
}
