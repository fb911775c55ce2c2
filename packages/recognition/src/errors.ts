import { FaceganError } from '@facegan/core'

/** Pictures of people are missing, too few, or not what a recogniser or a protocol needs. */
export class RecognitionDataError extends FaceganError {
  constructor(message: string, hint: string, cause?: unknown) {
    super('FACEGAN_RECOGNITION_DATA', message, { hint, cause })
  }
}

/** The folder of results is in another process's hands, damaged, or not writable. */
export class ResultsFolderError extends FaceganError {
  constructor(message: string, hint: string, cause?: unknown) {
    super('FACEGAN_RESULTS_FOLDER', message, { hint, cause })
  }
}
