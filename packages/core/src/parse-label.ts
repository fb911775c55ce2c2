import { parseEdit, type Edit } from './edit.ts'
import { mixOf } from './interpolate-options.ts'
import { various, type SheetLayout, type SyntheticLabel } from './label.ts'
import type { Mix } from './recipe.ts'
import { SeedSequence } from './seeds.ts'

/**
 * Reads what `syntheticXmp` wrote. A label comes from whoever made the file: whatever is wrong in it makes it no label.
 *
 * @param fields values by local name in facegan's namespace: `seed`, `truncation`, …
 */
export function parseLabel(fields: ReadonlyMap<string, string>): SyntheticLabel | undefined {
  const text = (name: string) => fields.get(name)?.trim()
  const optional = <T>(name: string, parse: (value: string) => T | undefined): T | undefined => {
    const value = text(name)
    return value === undefined ? undefined : required(parse(value))
  }
  try {
    return {
      seed: required(parseSeeds(text('seed'))),
      truncation: required(parseTruncation(text('truncation'))),
      mix: optional('mix', (value) => (value === various ? various : parseMixText(value))),
      edit: optional('edit', (value) => (value === various ? various : parseEditText(value))),
      sheet: optional('sheet', parseSheetText),
      modelName: required(/^[a-z0-9][a-z0-9-]{0,99}$/.exec(text('model') ?? '')?.[0]), // it may be printed
      modelSha256: required(/^[0-9a-f]{64}$/.exec(text('modelSha256') ?? '')?.[0]),
    }
  } catch {
    return undefined
  }
}

function required<T>(value: T | undefined): T {
  if (value === undefined || value === '') throw new Error('not a label')
  return value
}

function parseSeeds(text = ''): number | string {
  const seeds = SeedSequence.parse(text)
  return seeds.length === 1 ? seeds.slice(0, 1)[0] : text
}

function parseTruncation(text = ''): number | undefined {
  const value = parseNumber(text)
  return value !== undefined && value >= 0 && value <= 1 ? value : undefined
}

/** `8@0.5` */
function parseMixText(text: string): Mix | undefined {
  const [, seed, t] = /^(\d+)@(.+)$/.exec(text) ?? []
  const amount = parseNumber(t ?? '')
  // the first seed plays no part: any other one does
  return amount === undefined ? undefined : mixOf(Number(seed) === 0 ? 1 : 0, Number(seed), amount).mix
}

/** `smile=1.5,turn=-1` */
function parseEditText(text: string): Edit | undefined {
  const entries = text.split(',').map((part) => {
    const [, name, amount] = /^([a-z][a-z0-9-]*)=(.+)$/.exec(part) ?? []
    return [required(name), required(parseNumber(amount ?? ''))] as const
  })
  return parseEdit(Object.fromEntries(entries))
}

function parseSheetText(text: string): SheetLayout | undefined {
  const [, columns, gap, scale, kernel, background] =
    /^columns=([1-9]\d{0,3}),gap=(\d{1,4}),scale=([1-9]\d?),kernel=(nearest|lanczos),background=(#[0-9a-f]{6})$/i.exec(
      text,
    ) ?? []
  if (!background) return undefined
  const layout = { columns: Number(columns), gap: Number(gap), scale: Number(scale) }
  return { ...layout, kernel: kernel as SheetLayout['kernel'], background }
}

/** As JavaScript prints numbers. */
function parseNumber(text: string): number | undefined {
  return /^-?\d+(\.\d+)?(e[+-]\d+)?$/.test(text) ? Number(text) : undefined
}
