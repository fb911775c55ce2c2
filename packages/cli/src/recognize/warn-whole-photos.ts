import { FaceganError } from '@facegan/core'
import { isWholePhoto, shareOfFaces } from '@facegan/recognition'
import type { Terminal } from '../terminal/terminal.ts'
import { percentText } from './text.ts'

/**
 * Says so where pictures are whole photographs, taken as if they were crops of faces. Where face-api is not installed
 * nothing is said: not every recogniser needs it.
 *
 * @param pixels [N,size,size,3] levels
 */
export async function warnOfWholePhotos(pixels: Uint8Array, size: number, terminal: Terminal): Promise<void> {
  const share = await shareOfFaces(pixels, size).catch((error: unknown) => {
    if (FaceganError.isInstance(error) && error.code === 'FACEGAN_MISSING_FACE_API') return undefined
    throw error
  })
  if (share === undefined || !isWholePhoto(share)) return
  const { yellow } = terminal.color
  terminal.note(
    `${yellow('warning:')} faces take ${percentText(share)} of the width here: these look like whole photographs, ` +
      'not crops of faces; --align cuts the faces out\n',
  )
}
