import { syntheticXmp } from '@facegan/core'
import { gridOf, type Memorisation } from '@facegan/trainer'
import sharp from 'sharp'
import type { OpenModel } from '../model/open-model.ts'

/** Pictures of the page, as `data:` URLs. */
export interface Sheets {
  /** Seeds 0 to 63, nothing picked out. */
  readonly faces: string
  /** Generated faces in the first row, under each its nearest training picture; only where the user asked for it. */
  readonly nearest?: string | undefined
}

const sheetSeeds = Array.from({ length: 64 }, (_, seed) => seed)
export const sheetColumns = 16
export const nearestColumns = 8

export async function drawSheets(
  { name, sha256, size, generate }: OpenModel,
  real?: { readonly training: Uint8Array; readonly closest: Memorisation['closest'] },
): Promise<Sheets> {
  const label = { truncation: 1, modelName: name, modelSha256: sha256 }
  const faces = await gridOf(await generate(sheetSeeds), size, sheetColumns)
  const labelled = await sharp(faces)
    .withXmp(syntheticXmp({ ...label, seed: '0-63' }))
    .webp({ lossless: true })
    .toBuffer()
  if (!real) return { faces: dataUrl(labelled) }

  const closest = real.closest.slice(0, nearestColumns)
  const generated = await generate(closest.map((pair) => pair.generated))
  const image = size * size * 3
  const training = closest.map(({ training }) =>
    real.training.subarray(training * image, (training + 1) * image),
  )
  const pairs = await gridOf(new Uint8Array(Buffer.concat([generated, ...training])), size, closest.length)
  return { faces: dataUrl(labelled), nearest: dataUrl(pairs) }
}

function dataUrl(webp: Buffer): string {
  return `data:image/webp;base64,${webp.toString('base64')}`
}
