import { escape } from './html.ts'
import { chartWidth, round, svg } from './svg.ts'

/** A line over an axis; where it is left out, the reader finds it by its colour in the key. */
export interface ChartLine {
  readonly name: string
  /** CSS class of its colour. */
  readonly tone: string
  /** [n] x and y, in the units of the axes. */
  readonly points: readonly (readonly [number, number])[]
}

export interface ChartAxis {
  /** Its ends. */
  readonly from: number
  readonly to: number
  readonly ticks: readonly number[]
  readonly label: (tick: number) => string
  /** @default false */
  readonly logarithmic?: boolean
  /** What it is of, at its end. */
  readonly title?: string
}

/** Lines in the order in which they are drawn: the last one lies on top. */
export function lineChart(
  title: string,
  lines: readonly ChartLine[],
  xAxis: ChartAxis,
  yAxis: ChartAxis,
  height = 176,
): string {
  const [top, bottom, left, right] = [8, height - (xAxis.title ? 44 : 26), 44, chartWidth - 14]
  const x = (value: number) => round(left + shareOf(xAxis, value) * (right - left))
  const y = (value: number) => round(bottom - shareOf(yAxis, value) * (bottom - top))
  const grid = yAxis.ticks.map(
    (tick) =>
      `<line class="grid" x1="${left}" x2="${right}" y1="${y(tick)}" y2="${y(tick)}"/>` +
      `<text class="tick" x="${left - 8}" y="${y(tick) + 4}" text-anchor="end">${yAxis.label(tick)}</text>`,
  )
  const ticks = xAxis.ticks.map(
    (tick) =>
      `<text class="tick" x="${x(tick)}" y="${bottom + 18}" text-anchor="middle">${xAxis.label(tick)}</text>`,
  )
  const axisTitle = xAxis.title
    ? [`<text class="tick" x="${right}" y="${height - 6}" text-anchor="end">${escape(xAxis.title)}</text>`]
    : []
  const curves = lines.map(
    ({ name, tone, points }) =>
      `<polyline class="curve ${tone}" points="${points.map(([a, b]) => `${x(a)},${y(b)}`).join(' ')}"><title>${escape(name)}</title></polyline>`,
  )
  return svg(title, height, [...grid, ...ticks, ...axisTitle, ...curves])
}

/** Where a value lies on its axis, 0 to 1; what lies outside is at its end. */
function shareOf({ from, to, logarithmic = false }: ChartAxis, value: number): number {
  const scale = (one: number) => (logarithmic ? Math.log(one) : one)
  const share = (scale(value) - scale(from)) / (scale(to) - scale(from))
  return Math.max(0, Math.min(1, share))
}
