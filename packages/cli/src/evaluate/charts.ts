import type { Candidate, Estimate, Memorisation } from '@facegan/trainer'
import { quantileLevels } from '@facegan/trainer'
import { escape } from '../page/html.ts'
import { lineChart, type ChartLine } from '../page/line-chart.ts'
import { percent, short } from '../page/numbers.ts'
import { chartWidth, niceStep, round, stepsTo, svg } from '../page/svg.ts'

/** A row of a dot plot. */
export interface Dot {
  readonly name: string
  /** CSS class of its colour. */
  readonly tone: string
  readonly estimate: Estimate
}

const left = 116
const right = chartWidth - 14
const rowHeight = 28

/**
 * One dot a row with whiskers of two standard errors.
 *
 * @param unit where an axis that is linear round 0 turns logarithmic (asinh): noise and real pictures then fit on one
 * line, and values just below 0 have a place; left out, it stays linear
 */
export function dotPlot(title: string, dots: readonly Dot[], unit?: number): string {
  const reach = dots.flatMap(({ estimate: { value, standardError } }) => [
    value - 2 * standardError,
    value + 2 * standardError,
  ])
  const furthest = Math.max(unit ?? 0, ...reach)
  const scale = (value: number) => (unit ? Math.asinh(value / unit) : value)
  const [low, high] = [scale(Math.min(0, ...reach)), scale(furthest)]
  const x = (value: number) => round(left + ((scale(value) - low) / (high - low)) * (right - left))
  const bottom = 8 + dots.length * rowHeight

  const ticks = (unit ? powersFrom(unit, furthest) : stepsTo(furthest, niceStep(furthest / 5))).map(
    (tick) =>
      `<line class="grid${tick === 0 ? ' zero' : ''}" x1="${x(tick)}" x2="${x(tick)}" y1="4" y2="${bottom}"/>` +
      `<text class="tick" x="${x(tick)}" y="${bottom + 16}" text-anchor="middle">${tick}</text>`,
  )
  const rows = dots.map(({ name, tone, estimate: { value, standardError } }, i) => {
    const y = 8 + (i + 0.5) * rowHeight
    return `<g class="${tone}"><text class="name" x="${left - 16}" y="${y + 4}" text-anchor="end">${escape(name)}</text>
      <line class="whisker" x1="${x(value - 2 * standardError)}" x2="${x(value + 2 * standardError)}" y1="${y}" y2="${y}"/>
      <circle class="dot" cx="${x(value)}" cy="${y}" r="5.5"><title>${escape(name)}: ${short(value)} ± ${short(standardError)}</title></circle></g>`
  })
  return svg(title, bottom + 24, [...ticks, ...rows])
}

/** Share of pictures whose nearest training picture is within a distance: generated beside held-out. */
export function distanceCurves(title: string, { generated, heldOut }: Memorisation): string {
  const furthest = Math.max(generated.at(-1)!, heldOut.at(-1)!) || 1
  return lineChart(
    title,
    [quantileLine('held-out', 'floor', heldOut), quantileLine('generated', 'model', generated)],
    { from: 0, to: furthest, ticks: stepsTo(furthest, niceStep(furthest / 5)), label: String },
    { from: 0, to: 1, ticks: [0, 0.5, 1], label: percent },
  )
}

function quantileLine(name: string, tone: string, distances: readonly number[]): ChartLine {
  return { name, tone, points: quantileLevels.map((level, i) => [distances[i], level]) }
}

/** 0, and every power of ten between twice `unit` and `furthest`. */
function powersFrom(unit: number, furthest: number): number[] {
  const first = Math.ceil(Math.log10(2 * unit))
  const last = Math.floor(Math.log10(furthest))
  const powers = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i)
  return [0, ...powers.map((power) => Number(`1e${power}`))]
}

/** The colour of a candidate, as a CSS class; `other` is its place among the other models. */
export function toneOf({ name, kind }: Candidate): string {
  if (kind === 'model') return name === 'generated' ? 'model' : 'other'
  return kind
}
