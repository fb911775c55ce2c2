import { FaceganError } from '@facegan/core'

/** The browser's encoder did not give the file that was asked for. */
export class NotEncodedError extends FaceganError {
  constructor(type: string, reason: string, cause?: unknown) {
    super('FACEGAN_NOT_ENCODED', `No ${type} came about: ${reason}.`, {
      hint:
        type === 'image/webp'
          ? 'not every browser writes WebP, and animations need it; ask for image/png, or use @facegan/node'
          : 'use a smaller `scale`',
      cause,
    })
  }
}
