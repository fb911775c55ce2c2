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

/** A recogniser's file is missing, damaged, no such file at all, or cannot be written. */
export class RecogniserFileError extends FaceganError {
  constructor(path: string, problem: string, options: { hint?: string; cause?: unknown } = {}) {
    super('FACEGAN_RECOGNISER_FILE', `${path} ${problem}.`, {
      hint: options.hint ?? 'make it again with `facegan recognize train PEOPLE --out people.safetensors`',
      cause: options.cause,
    })
  }
}
