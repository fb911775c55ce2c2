import { escape } from './html.ts'

/** What charts of the pages share. As wide as half of a page, so that letters come out at their size; colours are CSS classes. */
export const chartWidth = 468

export function svg(title: string, height: number, parts: readonly string[]): string {
  return `<svg viewBox="0 0 ${chartWidth} ${height}" role="img" aria-label="${escape(title)}">${parts.join('\n')}</svg>`
}

/** A coordinate: tenths of a pixel are enough. */
export function round(value: number): number {
  return Math.round(value * 10) / 10
}

/** 0, `step`, twice `step` … up to `furthest`. */
export function stepsTo(furthest: number, step: number): number[] {
  return Array.from({ length: Math.floor(furthest / step) + 1 }, (_, i) => Number((i * step).toPrecision(3)))
}

/** 1, 2 or 5 times a power of ten. */
export function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough))
  return ([1, 2, 5].find((digit) => digit * power >= rough) ?? 10) * power
}
