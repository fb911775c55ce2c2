/** How well one threshold on distances keeps pairs of one person from pairs of two. All in [0, 1]. */
export interface Verification {
  /** Area under the ROC: how often a pair of one person is nearer than a pair of two; ties count half. .5 is chance. */
  readonly auc: number
  /** Equal error rate: where as large a share of the one is refused as of the other accepted. */
  readonly eer: number
  /** [levels] true accept rates at the false accept rates of `rocLevels`. */
  readonly roc: readonly number[]
}

/** False accept rates at which a ROC is kept: ten a power of ten, from .0001 to 1. */
export const rocLevels: readonly number[] = Array.from({ length: 41 }, (_, i) => 10 ** (i / 10 - 4))

/** The true accept rate at a false accept rate of .01, .001, … */
export function acceptedAt({ roc }: Verification, falseAcceptRate: number): number {
  return roc[rocLevels.findIndex((level) => Math.abs(Math.log10(level / falseAcceptRate)) < 0.01)]
}

/**
 * The exact ROC of all thresholds. A true accept rate is the best whose false accept rate is no higher than asked: with
 * few pairs of two people it is read at a lower rate, never between two.
 *
 * @param genuine distances of pairs of one person, at least one
 * @param impostor distances of pairs of two people, at least one
 * @see Fawcett 2006, "An introduction to ROC analysis", doi:10.1016/j.patrec.2005.10.010
 */
export function verificationOf(genuine: Float32Array, impostor: Float32Array): Verification {
  const ours = ascending(genuine)
  const others = ascending(impostor)
  const roc = rocLevels.map(() => 0)
  let [accepted, falselyAccepted] = [0, 0]
  let doubleArea = 0 // in pairs of pairs
  let eer: number | undefined
  let level = 0
  const falseRate = () => falselyAccepted / others.length
  while (accepted < ours.length || falselyAccepted < others.length) {
    const threshold = Math.min(ours[accepted] ?? Infinity, others[falselyAccepted] ?? Infinity)
    const before = { accepted, falselyAccepted }
    while (accepted < ours.length && ours[accepted] <= threshold) accepted++
    while (falselyAccepted < others.length && others[falselyAccepted] <= threshold) falselyAccepted++
    doubleArea += (falselyAccepted - before.falselyAccepted) * (accepted + before.accepted)
    while (level < roc.length && rocLevels[level] < falseRate() - tiny) level++
    if (level < roc.length) roc[level] = accepted / ours.length
    eer ??= crossing(before, { accepted, falselyAccepted }, ours.length, others.length)
  }
  // between two thresholds the rate stays what it was
  for (let i = 1; i < roc.length; i++) roc[i] = Math.max(roc[i], roc[i - 1])
  return { auc: doubleArea / (2 * ours.length * others.length), eer: eer!, roc }
}

/** 10 ** (20 / 10 - 4) is not quite .01 */
const tiny = 1e-12

interface Accepted {
  readonly accepted: number
  readonly falselyAccepted: number
}

/** Where the line between two points of the ROC meets that of equal errors; undefined where it does not. */
function crossing(from: Accepted, to: Accepted, ours: number, others: number): number | undefined {
  const refused = (point: Accepted) => 1 - point.accepted / ours
  const wrong = (point: Accepted) => point.falselyAccepted / others
  if (wrong(to) < refused(to)) return undefined
  const gap = refused(from) - wrong(from)
  const share = gap / (gap - refused(to) + wrong(to))
  return wrong(from) + share * (wrong(to) - wrong(from))
}

/** What is no number is furthest. */
function ascending(distances: Float32Array): Float32Array {
  return distances.map((distance) => (Number.isNaN(distance) ? Infinity : distance)).toSorted()
}
