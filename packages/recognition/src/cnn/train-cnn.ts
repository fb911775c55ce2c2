import { setImmediate } from 'node:timers/promises'
import { NativeAdam, graphFunction, tf } from '@facegan/tfjs-native'
import { layersOf, type CnnArchitecture } from './architectures.ts'
import type { PictureAugmentation } from './augment-pictures.ts'
import { crossEntropy, logitsOf, type CnnHead } from './heads.ts'
import {
  foldMoments,
  forwardTraining,
  initialWeights,
  type CnnWeights,
  type LayerMoments,
} from './network.ts'
import { pictureBatches, type PictureGroup, type TargetRule } from './picture-groups.ts'

export interface CnnPlan {
  readonly architecture: CnnArchitecture
  readonly head: CnnHead
  readonly augmentation: PictureAugmentation
  readonly steps: number
  /** At the start; it falls to nothing by half a cosine, after a rise over the first 5 % of the steps. */
  readonly learningRate: number
  /** Decoupled from the gradient: Loshchilov and Hutter 2019, arXiv:1711.05101, algorithm 2. */
  readonly weightDecay: number
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
  /** Mean loss of the last tenth of the steps. */
  readonly loss: number
}

/** Batches over which batch norm's moments are averaged at the end. */
const momentBatches = 20

/**
 * Trains a network with AdamW. A function of the plan, the pictures and the seed.
 *
 * Needs the native backend.
 */
export async function trainCnn(plan: CnnPlan, task: CnnTask): Promise<TrainedCnn> {
  const { size, groups, targets, seed, signal, onProgress } = task
  const layers = layersOf(plan.architecture, size)
  const begin = tf.tidy(() => ({
    ...(task.startFrom ?? initialWeights(layers, seed)),
    classes: tf.randomNormal(
      [plan.architecture.embedding, targets.classes],
      0,
      1 / Math.sqrt(plan.architecture.embedding),
      'float32',
      seed + 1,
    ),
  }))
  const variables: Record<string, tf.Variable> = Object.fromEntries(
    Object.entries(begin).map(([name, value]) => [name, tf.variable(value)]),
  )
  if (task.startFrom) begin.classes.dispose()
  else tf.dispose(begin)
  const all = Object.values(variables)
  const decayed = all.filter(({ shape }) => shape.length > 1)
  const optimizer = new NativeAdam({ learningRate: plan.learningRate }, all)

  const update = graphFunction(({ pictures, targets, own, keep }: UpdateInputs) => {
    const { value, grads } = tf.variableGrads(() => {
      const { embeddings } = forwardTraining(layers, variables, pictures)
      return crossEntropy(logitsOf(plan.head, embeddings, variables['classes'] as never, own), targets)
    }, all)
    for (const variable of decayed) variable.assign(tf.mul(variable, keep))
    return { loss: value, gradients: grads }
  }, all)
  const batches = pictureBatches(groups, size, targets, plan.augmentation, seed)
  try {
    const late: number[] = []
    for (let step = 0; step < plan.steps; step++) {
      signal?.throwIfAborted()
      optimizer.learningRate = learningRateAt(step, plan)
      const loss = tf.tidy(() => {
        const { pictures, targets: wanted, own } = batches.next().value
        const count = wanted.length / targets.classes
        const { loss, gradients } = update({
          pictures: tf.tensor4d(pictures, [count, size, size, 1]),
          targets: tf.tensor2d(wanted, [count, targets.classes]),
          own: tf.tensor2d(own, [count, targets.classes]),
          keep: tf.scalar(1 - optimizer.learningRate * plan.weightDecay),
        })
        optimizer.applyGradients(gradients)
        return loss.dataSync()[0] as never // tidy's types know tensors alone
      })
      if (step >= 0.9 * plan.steps) late.push(loss)
      if (step % 10 === 9) {
        onProgress?.((step + 1) / plan.steps)
        await setImmediate() // native runs block: here timers and Ctrl-C get their turn
      }
    }
    const { classes, ...weights } = Object.fromEntries(
      Object.entries(variables).map(([name, variable]) => [name, variable.clone()]),
    )
    const folded = tf.tidy(() => {
      const measured = Array.from({ length: momentBatches }, () => {
        const { pictures } = batches.next().value
        const count = pictures.length / (size * size)
        return forwardTraining(layers, weights, tf.tensor4d(pictures, [count, size, size, 1])).moments
      })
      return foldMoments(layers, weights, averageMoments(measured))
    })
    const loss = late.reduce((sum, value) => sum + value, 0) / late.length
    return { weights, folded, classes: classes as tf.Tensor2D, loss }
  } finally {
    update.dispose()
    optimizer.dispose()
    tf.dispose(all)
  }
}

/** What an update is a function of, beside the weights (an alias, since no interface is a record of tensors). */
type UpdateInputs = {
  readonly pictures: tf.Tensor4D
  readonly targets: tf.Tensor2D
  readonly own: tf.Tensor2D
  /** What weight decay leaves of a weight. */
  readonly keep: tf.Scalar
}

function learningRateAt(step: number, { steps, learningRate }: CnnPlan): number {
  const rise = Math.max(1, 0.05 * steps)
  return learningRate * Math.min((step + 1) / rise, (1 + Math.cos((Math.PI * step) / steps)) / 2)
}

function averageMoments(measured: readonly (readonly LayerMoments[])[]): LayerMoments[] {
  const average = (layer: number, of: keyof LayerMoments) =>
    tf.div(tf.addN(measured.map((moments) => moments[layer][of])), measured.length)
  return measured[0].map((_, layer) => ({
    mean: average(layer, 'mean'),
    variance: average(layer, 'variance'),
  }))
}
