import { FaceganError } from './errors.ts'

/** The seeds of so many faces do not fit into a JPEG. */
export class LabelTooLongError extends FaceganError {
  constructor(bytes: number, limitBytes: number) {
    super(
      'FACEGAN_LABEL_TOO_LONG',
      `The label has ${bytes} bytes; a JPEG can hold one of at most ${limitBytes}.`,
      { hint: 'use PNG or WebP, or fewer faces; seeds that follow each other take little room' },
    )
  }
}
