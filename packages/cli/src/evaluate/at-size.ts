import type { Generate } from '@facegan/trainer'
import sharp from 'sharp'
import type { OpenModel } from '../model/open-model.ts'

/** The same generator with its faces enlarged or reduced, so that models of different sizes can be compared. */
export function atSize({ generate, size }: OpenModel, wanted: number): Generate {
  if (size === wanted) return generate
  return async (seeds) => {
    const pixels = await generate(seeds)
    const image = size * size * 3
    const resized = seeds.map((_, n) =>
      sharp(pixels.subarray(n * image, (n + 1) * image), { raw: { width: size, height: size, channels: 3 } })
        .resize(wanted, wanted, { kernel: 'lanczos3' })
        .raw()
        .toBuffer(),
    )
    return new Uint8Array(Buffer.concat(await Promise.all(resized)))
  }
}
