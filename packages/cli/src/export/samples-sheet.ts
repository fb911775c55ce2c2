import { syntheticXmp, type ModelManifest } from '@facegan/core'
import { gridOf } from '@facegan/trainer'
import sharp from 'sharp'

/** `samples.webp`: seeds 0 to 63 in eight rows, lossless, labelled: what every runtime is held against later. */
export async function encodeSheet(
  pixels: Uint8Array,
  { image, files, name }: ModelManifest,
): Promise<Buffer> {
  const label = { seed: '0-63', truncation: 1, modelSha256: files.generator.sha256, modelName: name }
  const sheet = await gridOf(pixels, image.width, 8)
  return sharp(sheet).withXmp(syntheticXmp(label)).webp({ lossless: true, effort: 6 }).toBuffer()
}
