import type { Candidate, Estimate, Memorisation } from '@facegan/trainer'
import { quantileLevels } from '@facegan/trainer'
import { escape } from './html.ts'
import { short } from './numbers.ts'

/** As wide as half of the page, so that letters come out at their size. Colours are the page's CSS classes. */
const width = 468

/** A row of a dot plot. */
export interface Dot {
  readonly name: string
  /** CSS class of its colour. */
  readonly tone: string
  readonly estimate: Estimate
}

const left = 116
const right = width - 14
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
  const height = 176
  const [top, bottom, start] = [8, height - 26, 44]
  const furthest = Math.max(generated.at(-1)!, heldOut.at(-1)!) || 1
  const x = (distance: number) => round(start + (distance / furthest) * (right - start))
  const y = (level: number) => round(bottom - level * (bottom - top))
  const curve = (distances: readonly number[], tone: string) =>
    `<polyline class="curve ${tone}" points="${quantileLevels.map((level, i) => `${x(distances[i])},${y(level)}`).join(' ')}"/>`
  const grid = [0, 0.5, 1].map(
    (level) =>
      `<line class="grid" x1="${start}" x2="${right}" y1="${y(level)}" y2="${y(level)}"/>` +
      `<text class="tick" x="${start - 8}" y="${y(level) + 4}" text-anchor="end">${100 * level} %</text>`,
  )
  const ticks = stepsTo(furthest, niceStep(furthest / 5)).map(
    (tick) => `<text class="tick" x="${x(tick)}" y="${height - 8}" text-anchor="middle">${tick}</text>`,
  )
  return svg(title, height, [...grid, ...ticks, curve(heldOut, 'floor'), curve(generated, 'model')])
}

/** 0, and every power of ten between twice `unit` and `furthest`. */
function powersFrom(unit: number, furthest: number): number[] {
  const first = Math.ceil(Math.log10(2 * unit))
  const last = Math.floor(Math.log10(furthest))
  const powers = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i)
  return [0, ...powers.map((power) => Number(`1e${power}`))]
}

function stepsTo(furthest: number, step: number): number[] {
  return Array.from({ length: Math.floor(furthest / step) + 1 }, (_, i) => Number((i * step).toPrecision(3)))
}

/** 1, 2 or 5 times a power of ten. */
function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough))
  return ([1, 2, 5].find((digit) => digit * power >= rough) ?? 10) * power
}

function svg(title: string, height: number, parts: readonly string[]): string {
  return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escape(title)}">${parts.join('\n')}</svg>`
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}

/** The colour of a candidate, as a CSS class; `other` is its place among the other models. */
export function toneOf({ name, kind }: Candidate): string {
  if (kind === 'model') return name === 'generated' ? 'model' : 'other'
  return kind
}
