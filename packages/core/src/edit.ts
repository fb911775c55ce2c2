import { InvalidOptionError } from './errors.ts'
import type { Direction } from './manifest-directions.ts'
import type { ModelManifest } from './manifest.ts'

/** Amounts by name of direction, in standard deviations of z along it: `{ smile: 1.5 }`. */
export type Edit = Readonly<Record<string, number>>

/**
 * The edit without amounts of 0; undefined where nothing is left of it, for such a face is its seed alone.
 *
 * @throws InvalidOptionError unless it is an object of finite numbers
 */
export function parseEdit(edit: unknown): Edit | undefined {
  if (edit === undefined) return undefined
  if (typeof edit !== 'object' || edit === null || Array.isArray(edit))
    throw new InvalidOptionError('edit', 'amounts by name, such as { smile: 1.5 }', edit)
  const entries = Object.entries(edit)
  for (const [name, amount] of entries)
    if (!Number.isFinite(amount)) throw new InvalidOptionError(`edit.${name}`, 'a finite number', amount)
  const moves = entries.filter(([, amount]) => amount !== 0)
  return moves.length > 0 ? Object.fromEntries(moves) : undefined
}

/**
 * @param beyond allows amounts outside a direction's range, where faces fall apart
 * @throws InvalidOptionError on a direction that the model lacks, or an amount outside its range
 */
export function checkEdit(
  edit: Edit | undefined,
  { name: model, directions = [] }: Pick<ModelManifest, 'name' | 'directions'>,
  beyond: boolean,
): void {
  for (const [name, amount] of Object.entries(edit ?? {})) {
    const direction = directions.find((candidate) => candidate.name === name)
    if (!direction)
      throw new InvalidOptionError(
        'edit',
        `made of directions of ${model}, ${directions.map((one) => one.name).join(', ') || 'which has none'}`,
        name,
        '`facegan directions MODEL` computes them',
      )
    const [low, high] = direction.range
    if (!beyond && (amount < low || amount > high))
      throw new InvalidOptionError(
        `edit.${name}`,
        `from ${low} to ${high}, as far as ${model} still draws faces`,
        amount,
        'set `beyond: true` to go further all the same',
      )
  }
}

/**
 * Moves a latent along directions.
 *
 * @param latent [Z], changed in place
 * @param edit names that `checkEdit` has seen
 */
export function editLatent(latent: Float32Array, edit: Edit, directions: readonly Direction[] = []): void {
  for (const { name, vector } of directions) {
    if (!Object.hasOwn(edit, name)) continue
    for (let i = 0; i < latent.length; i++) latent[i] += edit[name] * vector[i]
  }
}
