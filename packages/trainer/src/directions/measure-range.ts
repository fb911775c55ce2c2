/** Steps tried, in standard deviations of z. */
const stepSize = 0.5
export const largestStep = 6
/** Of the faces found without a step, this share must still be found. */
const keptShare = 0.95

/**
 * How far faces can be moved along a direction, each way, and still be faces to a detector: the largest step of .5, 1,
 * … 6 with at least 95 % as many single faces as without one. Found by halving, so that detection need not be asked at
 * every step; it falls with distance.
 *
 * @param facesAt how many of the test faces are found after a step
 * @param facesAtRest how many are found without one
 */
export async function measureRange(
  facesAt: (step: number) => Promise<number>,
  facesAtRest: number,
): Promise<[low: number, high: number]> {
  const reach = async (sign: 1 | -1): Promise<number> => {
    const holds = async (steps: number) => (await facesAt(sign * steps * stepSize)) >= keptShare * facesAtRest
    let [good, bad] = [0, largestStep / stepSize + 1]
    while (bad - good > 1) {
      // the end first: most directions that hold so far hold everywhere
      const middle = bad > largestStep / stepSize ? bad - 1 : Math.floor((good + bad) / 2)
      if (await holds(middle)) good = middle
      else bad = middle
    }
    return good * stepSize
  }
  const high = await reach(1)
  const low = await reach(-1)
  return [low === 0 ? 0 : -low, high]
}
