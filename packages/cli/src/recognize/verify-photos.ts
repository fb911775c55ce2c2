import { loadRecogniser, readFaces, verifyPair } from '@facegan/recognition'
import type { PhotosOptions } from './identify-photos.ts'
import { distanceText, verificationText } from './text.ts'
import { warnOfWholePhotos } from './warn-whole-photos.ts'

/** `facegan recognize verify` */
export async function verifyPhotos(
  photos: readonly [string, string],
  { model: path, align, json, terminal }: PhotosOptions,
): Promise<void> {
  const model = await loadRecogniser(path)
  const { size } = model.features
  const read = async (photo: string) => {
    const [{ pixels }] = await readFaces(photo, {
      size,
      align: align ? 'largest' : undefined,
      signal: terminal.signal,
    })
    if (!align) await warnOfWholePhotos(pixels, size, terminal)
    return pixels
  }
  try {
    const { same, distance } = await verifyPair(model, await read(photos[0]), await read(photos[1]))
    const threshold = model.thresholds?.verification
    if (json) {
      const report = { photos, same: same ?? null, distance, threshold: threshold ?? null }
      return terminal.print(`${JSON.stringify(report, null, 2)}\n`)
    }
    const { color } = terminal
    const answer = {
      true: color.green('the same person'),
      false: color.yellow('different people'),
      undefined: 'no threshold',
    }
    terminal.print(`${answer[`${same}`]}: distance ${distanceText(distance)}\n`)
    if (threshold) terminal.note(color.dim(`${verificationText(threshold)}\n`))
    else terminal.note('the model was made from too few people to say where the same person ends\n')
  } finally {
    model.features.dispose()
  }
}
