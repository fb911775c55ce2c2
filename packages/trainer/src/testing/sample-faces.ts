import { fileURLToPath } from 'node:url'
import sharp from 'sharp'

/** Side of a face of the built-in model in pixels, and how many its sheet of samples shows: seeds 0 to 63. */
export const faceSide = 64
const columns = 8

/** @returns [N,64,64,3] levels of the built-in model's faces of seeds `from` to `to` - 1, at most 64 */
export async function sampleFaces(from: number, to: number): Promise<Uint8Array> {
  const sheet = fileURLToPath(new URL('../../../../models/faces-64/samples.webp', import.meta.url))
  const faces: Buffer[] = []
  for (let seed = from; seed < to; seed++) {
    const place = { left: (seed % columns) * faceSide, top: Math.floor(seed / columns) * faceSide }
    faces.push(
      await sharp(sheet)
        .extract({ ...place, width: faceSide, height: faceSide })
        .removeAlpha()
        .raw()
        .toBuffer(),
    )
  }
  return Uint8Array.from(Buffer.concat(faces))
}
