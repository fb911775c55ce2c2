import { FaceganError } from '@facegan/core'
import type { OutputDifference } from './compare.ts'

/** A layers model could not be converted; no file was left behind. */
export class ConvertError extends FaceganError {
  constructor(message: string, hint?: string, cause?: unknown) {
    super('FACEGAN_CONVERT', message, { ...(hint === undefined ? {} : { hint }), cause })
  }
}

/** The converted model does not give what the original gives. */
export class ConversionProofError extends FaceganError {
  readonly differences: readonly OutputDifference[]

  constructor(differences: readonly OutputDifference[], hint: string) {
    const lines = differences.map(
      ({ name, largest, allowed }) =>
        `  ${name}: ${largest.toExponential(1)}, allowed ${allowed.toExponential(1)}`,
    )
    super(
      'FACEGAN_CONVERSION_PROOF',
      `ONNX Runtime does not give what TensorFlow.js gives; no file was written. Largest differences:\n${lines.join('\n')}`,
      { hint },
    )
    this.differences = differences
  }
}
