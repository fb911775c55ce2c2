import { integerCheck, InvalidOptionError, seedOfText, type Edit } from '@facegan/core'
import type { AssetOptions } from '../assets.ts'
import type { Device } from '../devices.ts'

/** What all faces of one run of the network share. */
export interface RunSettings {
  readonly truncation: number | undefined
  readonly edit: Edit | undefined
  readonly model: string | undefined
  readonly device: Device | undefined
  readonly assets: AssetOptions | undefined
}

/** The face that an element asks for. */
export interface FaceWish {
  readonly seed: number
  readonly settings: RunSettings
  /** Equal for wishes that one run can grant together. */
  readonly group: string
  /** Equal for wishes for the same pixels. */
  readonly key: string
}

/**
 * Reads an element's attributes; what only the model can know, such as its directions, is checked later.
 *
 * @param attribute its value by name, null where it is not set
 * @returns undefined where neither `seed` nor `text` says which face it is
 * @throws InvalidOptionError that names the attribute
 */
export function readWish(
  attribute: (name: string) => string | null,
  assets: AssetOptions | undefined,
): FaceWish | undefined {
  const seed = seedOf(attribute('seed'), attribute('text'))
  if (seed === undefined) return undefined
  const settings: RunSettings = {
    truncation: numberOf('truncation', attribute('truncation'), 'a number from 0 to 1'),
    edit: editOf(attribute('edit')),
    model: attribute('model') ?? undefined,
    device: (attribute('device') ?? undefined) as Device | undefined,
    assets,
  }
  const group = JSON.stringify(settings)
  return { seed, settings, group, key: `${seed} ${group}` }
}

/** @returns CSS pixels; undefined where CSS alone decides @throws InvalidOptionError */
export function sizeOf(text: string | null): number | undefined {
  const size = numberOf('size', text, 'a number of CSS pixels above 0')
  if (size !== undefined && !(size > 0)) throw new InvalidOptionError('size', 'above 0', text)
  return size
}

function seedOf(seed: string | null, text: string | null): number | undefined {
  if (seed === null) return text === null ? undefined : seedOfText(text)
  return checkSeed(/^\s*\d+\s*$/.test(seed) ? Number(seed) : (seed as never))
}

function numberOf(name: string, text: string | null, expected: string): number | undefined {
  if (text === null) return undefined
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidOptionError(name, expected, text)
  return value
}

/** `smile=1.5,turn=-1` as amounts by name; an empty text moves nothing. */
function editOf(text: string | null): Edit | undefined {
  if (text === null || text.trim() === '') return undefined
  const amounts = text.split(',').map((part): [string, number] => {
    const [name, amount = '', ...more] = part.split('=').map((piece) => piece.trim())
    if (!name || amount === '' || more.length > 0 || !Number.isFinite(Number(amount)))
      throw new InvalidOptionError('edit', 'amounts by name, such as smile=1.5,turn=-1', text)
    return [name, Number(amount)]
  })
  const edit = new Map(amounts)
  if (edit.size < amounts.length) throw new InvalidOptionError('edit', 'a direction once each', text)
  return Object.fromEntries(edit)
}

const checkSeed = integerCheck('seed', 0, 2 ** 32 - 1)
