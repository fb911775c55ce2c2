import { tf } from '@facegan/tfjs-native'
import { layersOf, type CnnArchitecture } from './architectures.ts'
import type { PictureAugmentation } from './augment-pictures.ts'
import { crossEntropy, logitsOf, type CnnHead } from './heads.ts'
import { learn, type LearningPlan } from './learn.ts'
import { foldOverBatches, forwardTraining, initialWeights, type CnnWeights } from './network.ts'
import { pictureBatches, type PictureGroup, type TargetRule } from './picture-groups.ts'

export interface CnnPlan extends LearningPlan {
  readonly architecture: CnnArchitecture
  readonly head: CnnHead
  readonly augmentation: PictureAugmentation
}

export interface CnnTask {
  /** Side of the pictures in pixels. */
  readonly size: number
  readonly groups: readonly PictureGroup[]
  readonly targets: TargetRule
  readonly seed: number
  /** Weights to go on from, all but the classes; the caller keeps them. */
  readonly startFrom?: CnnWeights | undefined
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((share: number) => void) | undefined
}

/** What training leaves behind; the caller disposes of it. */
export interface TrainedCnn {
  /** Before folding: what another training can start from. */
  readonly weights: CnnWeights
  /** For `forwardFolded`. */
  readonly folded: CnnWeights
  /** [E,P] */
  readonly classes: tf.Tensor2D
  /** Mean of the last tenth of the steps. */
  readonly loss: number
}

/**
 * Trains a network. A function of the plan, the pictures and the seed.
 *
 * Needs the native backend.
 */
export async function trainCnn(plan: CnnPlan, task: CnnTask): Promise<TrainedCnn> {
  const { size, groups, targets, seed, signal, onProgress } = task
  const { architecture, head, augmentation } = plan
  const layers = layersOf(architecture, size)
  const variables: Record<string, tf.Variable> = tf.tidy(() => {
    const begin = {
      ...(task.startFrom ?? initialWeights(layers, seed)),
      classes: initialClasses(architecture.embedding, targets.classes, seed),
    }
    return Object.fromEntries(Object.entries(begin).map(([name, value]) => [name, tf.variable(value)]))
  })
  const batches = pictureBatches(groups, size, targets, augmentation, seed)
  const nextPictures = () => {
    const batch = batches.next().value
    const count = batch.targets.length / targets.classes
    return { ...batch, count, pictures: tf.tensor4d(batch.pictures, [count, size, size, 1]) }
  }
  try {
    const loss = await learn(plan, {
      variables: Object.values(variables),
      lossOf({ pictures, wanted, own }: LossInputs) {
        const { embeddings } = forwardTraining(layers, variables, pictures)
        return crossEntropy(logitsOf(head, embeddings, variables['classes'] as never, own), wanted)
      },
      nextInputs() {
        const { pictures, targets: wanted, own, count } = nextPictures()
        const asRows = (values: Float32Array) => tf.tensor2d(values, [count, targets.classes])
        return { pictures, wanted: asRows(wanted), own: asRows(own) }
      },
      signal,
      onProgress,
    })
    const { classes, ...weights } = Object.fromEntries(
      Object.entries(variables).map(([name, variable]) => [name, variable.clone()]),
    )
    const folded = foldOverBatches(layers, weights, () => nextPictures().pictures)
    return { weights, folded, classes: classes as tf.Tensor2D, loss }
  } finally {
    tf.dispose(Object.values(variables))
  }
}

/** What the loss is a function of, beside the weights (an alias, since no interface is a record of tensors). */
type LossInputs = {
  readonly pictures: tf.Tensor4D
  readonly wanted: tf.Tensor2D
  readonly own: tf.Tensor2D
}

function initialClasses(embedding: number, classes: number, seed: number): tf.Tensor2D {
  return tf.randomNormal([embedding, classes], 0, 1 / Math.sqrt(embedding), 'float32', seed + 1)
}
