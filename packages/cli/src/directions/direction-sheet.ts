import { latentsOf, syntheticXmp, various, type Direction } from '@facegan/core'
import { gridOf } from '@facegan/trainer'
import sharp from 'sharp'
import type { OpenModel } from '../model/open-model.ts'

/** The faces that are moved. */
const seeds = [0, 1, 2]
/** From one end of a direction's range to the other; odd, so that the face itself is in the middle. */
export const sheetColumns = 7

/**
 * What directions do: for each one a row of every seed, from the low end of its range by way of the face itself, in the
 * middle, to the high end.
 *
 * @param path ends in .webp or .png
 */
export async function directionSheet(
  source: OpenModel,
  directions: readonly Direction[],
  path: string,
  signal: AbortSignal,
): Promise<Buffer> {
  const { name, sha256, size, latentSize } = source
  const start = latentsOf(seeds, latentSize) // [S,Z]
  const rows = directions.flatMap(({ vector, range }) =>
    seeds.map((_, n) => {
      const z = start.subarray(n * latentSize, (n + 1) * latentSize)
      return stepsAcross(range).flatMap((step) => Array.from(z, (value, i) => value + step * vector[i]))
    }),
  )
  const pixels = await source.render(Float32Array.from(rows.flat()), signal)
  const label = { seed: '0-2', truncation: 1, edit: various, modelName: name, modelSha256: sha256 } as const
  const grid = sharp(await gridOf(pixels, size, sheetColumns)).withXmp(syntheticXmp(label))
  return path.toLowerCase().endsWith('.png')
    ? grid.png().toBuffer()
    : grid.webp({ lossless: true }).toBuffer()
}

/** Evenly down to the low end and up to the high end: the two sides may differ in length. */
export function stepsAcross([low, high]: readonly [number, number]): number[] {
  const middle = (sheetColumns - 1) / 2
  return Array.from({ length: sheetColumns }, (_, column) => {
    const share = (column - middle) / middle
    return share < 0 ? -share * low : share * high
  })
}
