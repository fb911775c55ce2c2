import { pickFaces, type LabelledFaces } from '../labelled-faces.ts'
import { distortedCopies } from '../protocols/distorted-copies.ts'
import { cumulativeMatch } from '../protocols/cumulative-match.ts'
import type { Split } from '../protocols/split.ts'
import { verifyAgainstPeople } from '../protocols/verification.ts'
import type { FitOptions, Recogniser } from '../recogniser.ts'
import { distancesToPeople, trainRecogniser } from '../trained-recogniser.ts'
import type { ChoiceCell } from './cells.ts'
import { startStopwatch } from './stopwatch.ts'

/**
 * What a method is worth, by its training pictures alone. With three pictures of each person or more, fold i learns
 * without the i-th of each and tries those. With fewer, leaving one out would leave nothing to learn from, so it learns
 * from all and tries distorted copies: a weaker hint, for they differ in pose and light as drawn, not as photographed.
 *
 * @param train as `splitOf` has it: `perPerson` pictures of each person, those of one together
 */
export async function crossValidate(
  recogniser: Recogniser,
  train: LabelledFaces,
  perPerson: number,
  folds: number,
  options: FitOptions,
): Promise<ChoiceCell> {
  const all = startStopwatch()
  let [correct, tested, area] = [0, 0, 0]
  const splits = perPerson < 3 ? [copiesSplit(train, folds, options.seed)] : foldsOf(train, perPerson, folds)
  for (const split of splits) {
    options.signal?.throwIfAborted()
    const trained = await trainRecogniser(recogniser, split.train, options)
    try {
      const nearest = await distancesToPeople(trained, split.test.pixels)
      correct += cumulativeMatch(nearest, split.test.labels).correct
      tested += split.test.labels.length
      area += verifyAgainstPeople(nearest, split.test.labels).auc
    } finally {
      trained.features.dispose()
    }
  }
  return {
    kind: 'choice',
    rank1: correct / tested,
    auc: area / splits.length,
    tested,
    seconds: all.seconds(),
  }
}

function copiesSplit(train: LabelledFaces, folds: number, seed = 0): Split {
  return { train, test: distortedCopies(train, folds, seed) }
}

function foldsOf(train: LabelledFaces, perPerson: number, folds: number): Split[] {
  const all = Array.from(train.labels, (_, i) => i)
  return Array.from({ length: Math.min(folds, perPerson) }, (_, fold) => ({
    train: pickFaces(
      train,
      all.filter((i) => i % perPerson !== fold),
    ),
    test: pickFaces(
      train,
      all.filter((i) => i % perPerson === fold),
    ),
  }))
}
