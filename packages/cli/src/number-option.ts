import { InvalidOptionError } from '@facegan/core'

/**
 * A number from the command line, or undefined where the option was left out.
 *
 * @throws InvalidOptionError when it is no number above `above`
 */
export function numberOption(
  options: Readonly<Record<string, unknown>>,
  name: string,
  above = 0,
): number | undefined {
  const text = options[name]
  if (text === undefined) return undefined
  const value = Number(text)
  if (!Number.isFinite(value) || value <= above || String(text).trim() === '')
    throw new InvalidOptionError(flagOf(name), `a number above ${above}`, text)
  return value
}

/** As `numberOption`, and whole. */
export function integerOption(
  options: Readonly<Record<string, unknown>>,
  name: string,
  minimum: number,
): number | undefined {
  const text = options[name]
  if (text === undefined) return undefined
  const value = Number(text)
  if (!Number.isInteger(value) || value < minimum || String(text).trim() === '')
    throw new InvalidOptionError(flagOf(name), `a whole number from ${minimum} up`, text)
  return value
}

/** `batchSize` -> `--batch-size` */
function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}
