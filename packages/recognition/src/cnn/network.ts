import { batchNormTraining, bfloat16Conv2d, bfloat16Pays, statelessNormal, tf } from '@facegan/tfjs-native'
import type { CnnLayer } from './architectures.ts'

/** Tensors by name: `stage1_1/kernel`, `stage1_1/scale`, `stage1_1/offset`. */
export type CnnWeights = Readonly<Record<string, tf.Tensor>>

/** What batch norm normalises by, layer after layer. */
export interface LayerMoments {
  /** [C] */
  readonly mean: tf.Tensor
  /** [C] */
  readonly variance: tf.Tensor
}

const epsilon = 1e-3

/** He's initial weights (2015, arXiv:1502.01852), batch norm that changes nothing yet. */
export function initialWeights(layers: readonly CnnLayer[], seed: number): CnnWeights {
  const weights: Record<string, tf.Tensor> = {}
  layers.forEach(({ name, kernelShape }, i) => {
    const channels = kernelShape.at(-1)!
    const fanIn = kernelShape.reduce((product, n) => product * n, 1) / channels
    weights[`${name}/kernel`] = tf.tidy(() =>
      tf.mul(statelessNormal(kernelShape, [seed, i]), Math.sqrt(2 / fanIn)),
    )
    weights[`${name}/scale`] = tf.ones([channels])
    weights[`${name}/offset`] = tf.zeros([channels])
  })
  return weights
}

/**
 * Embeddings as in training: batch norm by the batch's own moments.
 *
 * @param pictures [N,S,S,1]
 * @returns embeddings [N,E], and the moments of each layer
 */
export function forwardTraining(layers: readonly CnnLayer[], weights: CnnWeights, pictures: tf.Tensor4D) {
  const moments: LayerMoments[] = []
  const embeddings = forward(layers, pictures, (layer, x) => {
    const y = product(layer, x, weights[`${layer.name}/kernel`])
    const [scale, offset] = [weights[`${layer.name}/scale`], weights[`${layer.name}/offset`]]
    const normalized = batchNormTraining(y, scale, offset, epsilon)
    moments.push({ mean: normalized.mean, variance: normalized.variance })
    return normalized.y
  })
  return { embeddings, moments }
}

/** Batch norm becomes a part of the layer before it: `<layer>/kernel` and `<layer>/bias` are all that is left. */
export function foldMoments(
  layers: readonly CnnLayer[],
  weights: CnnWeights,
  moments: readonly LayerMoments[],
): CnnWeights {
  const folded: Record<string, tf.Tensor> = {}
  layers.forEach(({ name }, i) => {
    const { mean, variance } = moments[i]
    const factor = tf.mul(weights[`${name}/scale`], tf.rsqrt(tf.add(variance, epsilon))) // [C]
    folded[`${name}/kernel`] = tf.mul(weights[`${name}/kernel`], factor)
    folded[`${name}/bias`] = tf.sub(weights[`${name}/offset`], tf.mul(mean, factor))
  })
  return folded
}

/**
 * Embeddings by folded weights.
 *
 * @param pictures [N,S,S,1]
 * @returns [N,E]
 */
export function forwardFolded(
  layers: readonly CnnLayer[],
  folded: CnnWeights,
  pictures: tf.Tensor4D,
): tf.Tensor2D {
  return forward(layers, pictures, ({ name, kind, stride }, x) => {
    const kernel = folded[`${name}/kernel`]
    const y =
      kind === 'dense'
        ? tf.matMul(x as tf.Tensor2D, kernel as tf.Tensor2D)
        : tf.conv2d(x as tf.Tensor4D, kernel as tf.Tensor4D, stride, 'same')
    return tf.add(y, folded[`${name}/bias`])
  })
}

function forward(
  layers: readonly CnnLayer[],
  pictures: tf.Tensor4D,
  apply: (layer: CnnLayer, x: tf.Tensor) => tf.Tensor,
): tf.Tensor2D {
  let x: tf.Tensor = pictures
  for (const layer of layers) {
    if (layer.kind === 'dense') return apply(layer, tf.reshape(x, [pictures.shape[0], -1])) as tf.Tensor2D
    const y = apply(layer, x)
    // pooling first: the ReLU of a maximum is the maximum of the ReLUs, at a quarter of the work
    x = tf.relu(layer.pooled ? tf.maxPool(y as tf.Tensor4D, 2, 2, 'valid') : y)
  }
  throw new Error('a network ends in its dense layer')
}

/** Pixels are float32 always; the maps in between are rounded where that is faster. */
function product({ kind, kernelShape, stride }: CnnLayer, x: tf.Tensor, kernel: tf.Tensor): tf.Tensor {
  if (kind === 'dense') return tf.matMul(x as tf.Tensor2D, kernel as tf.Tensor2D)
  const rounded = kernelShape[2] > 1 && bfloat16Pays()
  return rounded
    ? bfloat16Conv2d(x as tf.Tensor4D, kernel as tf.Tensor4D, stride)
    : tf.conv2d(x as tf.Tensor4D, kernel as tf.Tensor4D, stride, 'same')
}

/** Batches over which batch norm's moments are averaged. */
const momentBatches = 20

/** `foldMoments` by the mean moments of several batches. @param nextPictures [N,S,S,1], other ones at each call */
export function foldOverBatches(
  layers: readonly CnnLayer[],
  weights: CnnWeights,
  nextPictures: () => tf.Tensor4D,
): CnnWeights {
  return tf.tidy(() => {
    const measured = Array.from(
      { length: momentBatches },
      () => forwardTraining(layers, weights, nextPictures()).moments,
    )
    return foldMoments(layers, weights, averageMoments(measured))
  })
}

/** Means over several batches, layer by layer. */
function averageMoments(measured: readonly (readonly LayerMoments[])[]): LayerMoments[] {
  const average = (layer: number, of: keyof LayerMoments) =>
    tf.div(tf.addN(measured.map((moments) => moments[layer][of])), measured.length)
  return measured[0].map((_, layer) => ({
    mean: average(layer, 'mean'),
    variance: average(layer, 'variance'),
  }))
}
