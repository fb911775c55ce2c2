/** Answers of one range of confidence. */
export interface CalibrationBin {
  readonly count: number
  /** Means of the bin; NaN where it is empty. */
  readonly confidence: number
  readonly accuracy: number
}

/** How far a recogniser's confidence may be taken at its word. */
export interface Calibration {
  /** Expected calibration error, in [0, 1]; 0 is best. */
  readonly error: number
  readonly bins: readonly CalibrationBin[]
}

/**
 * Confidence against accuracy, in bins of one width: bin i holds confidences in (i/bins, (i+1)/bins], 0 in the first.
 *
 * @param confidences [N] of the answers given, each in [0, 1]
 * @param right [N] whether each was right
 * @see Guo et al. 2017, "On Calibration of Modern Neural Networks", arXiv:1706.04599
 */
export function calibration(
  confidences: ArrayLike<number>,
  right: readonly boolean[],
  bins = 15,
): Calibration {
  const counts = Array<number>(bins).fill(0)
  const sums = counts.slice()
  const hits = counts.slice()
  right.forEach((isRight, i) => {
    const bin = Math.max(0, Math.ceil(confidences[i] * bins) - 1)
    counts[bin]++
    sums[bin] += confidences[i]
    hits[bin] += Number(isRight)
  })
  const gaps = sums.reduce((sum, confidence, bin) => sum + Math.abs(confidence - hits[bin]), 0)
  return {
    error: gaps / right.length,
    bins: counts.map((count, bin) => ({ count, confidence: sums[bin] / count, accuracy: hits[bin] / count })),
  }
}
