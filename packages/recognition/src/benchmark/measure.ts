import { distances } from '../distances.ts'
import { detectAndIdentify } from '../protocols/detect-and-identify.ts'
import { cumulativeMatch } from '../protocols/cumulative-match.ts'
import type { Verification } from '../protocols/roc.ts'
import type { Split } from '../protocols/split.ts'
import { hasBothPairs, verifyAllPairs } from '../protocols/verification.ts'
import type { FaceFeatures, FitOptions, Recogniser } from '../recogniser.ts'
import { distancesToPeople, trainRecogniser } from '../trained-recogniser.ts'
import type { ClosedCell, OpenCell } from './cells.ts'
import { startStopwatch } from './stopwatch.ts'

/** Ranks of the CMC that a cell keeps. */
const cmcRanks = 20
const falseAlarmRate = 0.01

/** Learns from one side of a closed-set split and tries the other. */
export async function measureClosed(
  recogniser: Recogniser,
  { train, test }: Split,
  options: FitOptions,
): Promise<ClosedCell> {
  const all = startStopwatch()
  const trained = await trainRecogniser(recogniser, train, options)
  try {
    const trainSeconds = all.cpuSeconds()
    const testing = startStopwatch()
    const nearest = await distancesToPeople(trained, test.pixels)
    const testMs = (1000 * testing.cpuSeconds()) / test.labels.length
    const { correct, cmc } = cumulativeMatch(nearest, test.labels)
    return {
      kind: 'closed',
      train: train.labels.length,
      test: test.labels.length,
      correct,
      cmc: cmc.slice(0, cmcRanks),
      trainingRank1: trained.features.classify
        ? cumulativeMatch(await distancesToPeople(trained, train.pixels), train.labels).cmc[0]
        : null,
      verification: hasBothPairs(test.labels)
        ? await verify(trained.features, test.pixels, test.labels)
        : null,
      detected: detectAndIdentify(nearest, test.labels, falseAlarmRate),
      trainSeconds,
      testMs,
      seconds: all.seconds(),
    }
  } finally {
    trained.features.dispose()
  }
}

/** Learns from some people and verifies others, of whom it has not seen a picture. */
export async function measureOpen(
  recogniser: Recogniser,
  { train, test }: Split,
  options: FitOptions,
): Promise<OpenCell> {
  const all = startStopwatch()
  const features = await recogniser.fit(train, options)
  try {
    return {
      kind: 'open',
      train: train.labels.length,
      test: test.labels.length,
      verification: await verify(features, test.pixels, test.labels),
      seconds: all.seconds(),
    }
  } finally {
    features.dispose()
  }
}

async function verify(features: FaceFeatures, pixels: Uint8Array, labels: Int32Array): Promise<Verification> {
  const vectors = await features.embed(pixels)
  return verifyAllPairs(distances[features.distance](vectors, vectors, features.width), labels)
}
