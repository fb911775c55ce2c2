import type { Estimate } from '@facegan/trainer'

/** Three significant digits, with a true minus sign. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return '–'
  const magnitude = Math.abs(value)
  const text =
    magnitude >= 100
      ? value.toFixed(0)
      : magnitude >= 10
        ? value.toFixed(1)
        : value.toFixed(magnitude >= 1 ? 2 : 3)
  return text.replace('-', '−')
}

/** A share of 1, such as .77. */
export function share(value: number): string {
  return value.toFixed(2)
}

/** 0.483 ± 0.051 */
export function estimate({ value, standardError }: Estimate): string {
  return `${short(value)} ± ${short(standardError)}`
}

/** 12,345 */
export function thousands(value: number): string {
  return Math.round(value).toLocaleString('en')
}

/** A share of 1, such as 77 %. */
export function percent(value: number): string {
  return `${Math.round(100 * value)} %`
}
