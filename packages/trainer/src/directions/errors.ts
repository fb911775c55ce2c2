import { FaceganError } from '@facegan/core'

/** A detector sees faces in too few pictures for directions to be fitted, or tested. */
export class TooFewFacesError extends FaceganError {
  constructor(faces: number, pictures: number, needed: number) {
    super(
      'FACEGAN_TOO_FEW_FACES',
      `Exactly one face was found in ${faces} of ${pictures} generated pictures; directions need ${needed}.`,
      { hint: 'ask for more pictures, or train the model for longer' },
    )
  }
}
