import { FaceganError } from '@facegan/core'
import type { Terminal } from '../terminal/terminal.ts'
import { printable } from './text.ts'

/**
 * Does the same with each photo. One that cannot be used does not stop the others: it is named at once, and fails the
 * command in the end.
 */
export async function eachPhoto(
  photos: readonly string[],
  terminal: Terminal,
  use: (photo: string) => Promise<void>,
): Promise<void> {
  let failed = 0
  for (const photo of photos) {
    terminal.signal.throwIfAborted()
    try {
      await use(photo)
    } catch (error) {
      if (photos.length === 1 || !FaceganError.isInstance(error) || error.code !== 'FACEGAN_RECOGNITION_DATA')
        throw error
      failed++
      terminal.note(`${terminal.color.red('✗')} ${printable(error.message)}\n`)
    }
  }
  if (failed > 0) throw new PhotosError(failed, photos.length)
}

/** Some photos could not be used; each was named before. */
class PhotosError extends FaceganError {
  constructor(failed: number, total: number) {
    super('FACEGAN_PHOTOS', `${failed} of ${total} pictures could not be used.`, {
      hint: 'each is named above, with what is wrong with it; the others are done',
    })
  }
}
