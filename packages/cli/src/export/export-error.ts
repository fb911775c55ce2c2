import { FaceganError, type ParityComparison } from '@facegan/core'

/** A model could not be exported; no model folder was left behind. */
export class ExportError extends FaceganError {
  constructor(message: string, hint: string, cause?: unknown) {
    super('FACEGAN_EXPORT', message, { hint, cause })
  }
}

/** The exported model does not give the faces of the trained one. */
export class ParityError extends FaceganError {
  readonly comparisons: readonly ParityComparison[]

  constructor(comparisons: readonly ParityComparison[], toleranceLevels: number) {
    const lines = comparisons.map(({ between, maxLevels }) => `  ${between.join(' and ')}: ${maxLevels}`)
    super(
      'FACEGAN_PARITY',
      `The exported model differs by more than ${toleranceLevels} levels of 255; no model was written. ` +
        `Largest differences:\n${lines.join('\n')}`,
      {
        hint: 'this is a bug in the exporter: please report it with the numbers above',
      },
    )
    this.comparisons = comparisons
  }
}
