import { FaceganError } from '@facegan/core'

/** The package whose networks judge faces is not installed. */
export class MissingFaceApiError extends FaceganError {
  constructor(cause: unknown) {
    super(
      'FACEGAN_MISSING_FACE_API',
      'Faces are judged with the networks of @vladmandic/face-api, which is not installed.',
      { hint: 'run `npm install @vladmandic/face-api@1.7.15` (13 MB, MIT; nothing else is fetched)', cause },
    )
  }
}
