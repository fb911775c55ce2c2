/**
 * p-values of one family of comparisons, corrected so that the chance of a single false find among them stays below the
 * level at which they are read.
 *
 * @param pValues in [0, 1]
 * @returns in the same order, each >= its own and <= 1
 * @see Holm 1979, "A Simple Sequentially Rejective Multiple Test Procedure"
 */
export function holm(pValues: readonly number[]): number[] {
  const ascending = pValues.map((_, i) => i).toSorted((a, b) => pValues[a] - pValues[b])
  const corrected = Array<number>(pValues.length)
  let highest = 0
  ascending.forEach((i, rank) => {
    highest = Math.max(highest, Math.min(1, (pValues.length - rank) * pValues[i]))
    corrected[i] = highest
  })
  return corrected
}
