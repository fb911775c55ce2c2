import { tf, useNativeBackend } from '@facegan/tfjs-native'
import { startStopwatch } from '../benchmark/stopwatch.ts'
import { CnnFeatures } from '../cnn/cnn-features.ts'
import type { CnnWeights } from '../cnn/network.ts'
import type { PictureGroup } from '../cnn/picture-groups.ts'
import { trainCnn } from '../cnn/train-cnn.ts'
import { distances } from '../distances.ts'
import { greyLevels } from '../features/grey.ts'
import type { LabelledFaces } from '../labelled-faces.ts'
import { cumulativeMatch } from '../protocols/cumulative-match.ts'
import { verifyAllPairs } from '../protocols/verification.ts'
import { picturesPerBatch } from '../recognisers/cnn.ts'
import { calibration } from '../statistics/calibration.ts'
import { nearestOfEach } from '../trained-recogniser.ts'
import { pretrainingShare } from './pretraining-share.ts'
import type { ArmCell, TrainTask } from './train-task.ts'

/** Trains one network as its arm says, and tries it. */
export async function trainAndTry(task: TrainTask): Promise<ArmCell> {
  await useNativeBackend()
  const clock = startStopwatch()
  const { train, test, unseen } = task
  const features = await trainAsTold(task)
  try {
    const [gallery, queries] = [await features.embed(train.pixels), await features.embed(test.pixels)]
    const pairs = distances.cosine(queries, gallery, features.width)
    const nearest = nearestOfEach(pairs, train.labels, train.people.length)
    const [onTrain, onTest] = [answers(features, gallery, train), answers(features, queries, test)]
    return {
      rank1: cumulativeMatch(nearest, test.labels).cmc[0],
      trainAccuracy: onTrain.accuracy,
      testAccuracy: onTest.accuracy,
      trainLoss: onTrain.loss,
      testLoss: onTest.loss,
      calibration: onTest.calibration,
      auc: aucOf(queries, test, features.width),
      unseenAuc: unseen ? aucOf(await features.embed(unseen.pixels), unseen, features.width) : null,
      cpuSeconds: clock.cpuSeconds(),
      seconds: clock.seconds(),
    }
  } finally {
    features.dispose()
  }
}

async function trainAsTold({ plan, train, changes, seed }: TrainTask): Promise<CnnFeatures> {
  const { size, people, labels } = train
  const { smoothing = 0, extra, pretraining, augmentation = plan.augmentation, moreSteps = 0 } = changes
  const told = { ...plan, augmentation, steps: Math.round(plan.steps * (1 + moreSteps)) }
  let startFrom: CnnWeights | undefined
  if (pretraining) {
    const classes = Math.max(...pretraining.labels) + 1
    const before = await trainCnn(
      { ...told, steps: Math.round(plan.steps * pretrainingShare) },
      {
        size,
        groups: [{ ...pretraining, perBatch: picturesPerBatch }],
        targets: { classes, spread: classes, smoothing: 0 },
        seed,
      },
    )
    tf.dispose([before.folded, before.classes])
    startFrom = before.weights
  }
  const real: PictureGroup = { grey: greyLevels(train.pixels), labels, perBatch: picturesPerBatch }
  const classes = Math.max(people.length, extra ? Math.max(...extra.labels) + 1 : 0)
  const after = await trainCnn(told, {
    size,
    groups: extra ? [real, extra] : [real],
    targets: { classes, spread: people.length, smoothing },
    seed,
    startFrom,
  })
  tf.dispose([startFrom ?? [], after.weights])
  const kept = tf.slice(after.classes, [0, 0], [-1, people.length]) // people who do not exist are no answer
  after.classes.dispose()
  return new CnnFeatures({ ...told, size, folded: after.folded, classes: kept })
}

/** What the last layer says of pictures whose people it knows. */
function answers(features: CnnFeatures, vectors: Float32Array, { labels, people }: LabelledFaces) {
  const logits = features.logits(vectors)
  const probabilities = tf.tidy(() =>
    tf.softmax(tf.tensor2d(logits, [labels.length, people.length])).dataSync<'float32'>(),
  )
  const confidences: number[] = []
  const right: boolean[] = []
  let loss = 0
  labels.forEach((label, n) => {
    const row = probabilities.subarray(n * people.length, (n + 1) * people.length)
    const best = row.reduce((a, value, i) => (value > row[a] ? i : a), 0)
    confidences.push(row[best])
    right.push(best === label)
    loss -= Math.log(Math.max(row[label], 1e-30)) / labels.length
  })
  const accuracy = right.filter(Boolean).length / labels.length
  return { accuracy, loss, calibration: calibration(confidences, right).error }
}

function aucOf(vectors: Float32Array, { labels }: LabelledFaces, width: number): number {
  return verifyAllPairs(distances.cosine(vectors, vectors, width), labels).auc
}
