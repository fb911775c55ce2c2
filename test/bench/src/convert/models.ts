import { tf } from '@facegan/tfjs-native'
import { buildGenerator, presetNamed } from '@facegan/trainer'

const { layers: L } = tf

/** A network as people have it, at a size that they use. */
export interface BenchModel {
  readonly name: string
  readonly build: () => tf.LayersModel
  /** Batches that are timed. */
  readonly batches: readonly number[]
  /** Exclusive limit of its inputs where they are indices. */
  readonly below?: number
}

/** All of them, untrained but for `awayFromStart`: what a network computes costs the same. */
export const benchModels: readonly BenchModel[] = [
  { name: 'dcgan-32', build: () => buildGenerator(presetNamed('dcgan-32').network, 0), batches: [1, 16] },
  { name: 'dcgan-32-channels-first', build: channelsFirst, batches: [1, 16] },
  { name: 'faces-64', build: () => buildGenerator(presetNamed('faces-64').network, 0), batches: [1, 16] },
  { name: 'vae-decoder-64', build: vaeDecoder, batches: [1, 16] },
  { name: 'u-net-128', build: uNet, batches: [1, 4] },
  { name: 'mobilenet-128', build: mobileNet, batches: [1, 8] },
  { name: 'text-lstm', build: textLstm, batches: [1, 16], below: 5000 },
]

/** The textbook DCGAN with pictures [C,H,W]. */
function channelsFirst(): tf.LayersModel {
  const { latentSize, generator, leakySlope } = presetNamed('dcgan-32').network
  const { widths } = generator
  const model = tf.sequential()
  const dataFormat = 'channelsFirst'
  const activate = (axis: number) => {
    model.add(L.batchNormalization({ axis }))
    model.add(L.leakyReLU({ alpha: leakySlope }))
  }
  model.add(L.dense({ units: 16 * widths[0]!, useBias: false, inputShape: [latentSize] }))
  activate(1)
  model.add(L.reshape({ targetShape: [widths[0]!, 4, 4] }))
  const up = { kernelSize: 4, strides: 2, padding: 'same', useBias: false, dataFormat } as const
  for (const filters of widths.slice(1)) {
    model.add(L.conv2dTranspose({ ...up, filters }))
    activate(1)
  }
  model.add(L.conv2dTranspose({ ...up, filters: 3, activation: 'tanh' }))
  return model
}

function vaeDecoder(): tf.LayersModel {
  const model = tf.sequential()
  model.add(L.dense({ units: 8 * 8 * 128, activation: 'relu', inputShape: [128] }))
  model.add(L.reshape({ targetShape: [8, 8, 128] }))
  for (const filters of [128, 64, 32]) {
    model.add(L.upSampling2d({ size: [2, 2] }))
    model.add(L.conv2d({ filters, kernelSize: 3, padding: 'same' }))
    model.add(L.batchNormalization())
    model.add(L.reLU())
  }
  model.add(L.conv2d({ filters: 3, kernelSize: 3, padding: 'same', activation: 'sigmoid' }))
  return model
}

function uNet(): tf.LayersModel {
  const block = (x: tf.SymbolicTensor, filters: number): tf.SymbolicTensor => {
    let value = x
    for (let i = 0; i < 2; i++) {
      value = apply(L.conv2d({ filters, kernelSize: 3, padding: 'same', useBias: false }), value)
      value = apply(L.reLU(), apply(L.batchNormalization(), value))
    }
    return value
  }
  const x = tf.input({ shape: [128, 128, 3] })
  const skips: tf.SymbolicTensor[] = []
  let value = x
  for (const filters of [16, 32, 64]) {
    skips.push(block(value, filters))
    value = apply(L.maxPooling2d({ poolSize: 2 }), skips.at(-1)!)
  }
  value = block(value, 128)
  for (const filters of [64, 32, 16]) {
    const larger = apply(L.conv2dTranspose({ filters, kernelSize: 2, strides: 2, padding: 'same' }), value)
    value = block(L.concatenate().apply([larger, skips.pop()!]) as tf.SymbolicTensor, filters)
  }
  return tf.model({
    inputs: x,
    outputs: apply(L.conv2d({ filters: 2, kernelSize: 1, activation: 'softmax' }), value),
  })
}

/** MobileNet v1 of half the width. @see Howard et al. 2017, arXiv:1704.04861 */
function mobileNet(): tf.LayersModel {
  const x = tf.input({ shape: [128, 128, 3] })
  let value: tf.SymbolicTensor = x
  const activate = () => {
    value = apply(L.reLU({ maxValue: 6 }), apply(L.batchNormalization(), value))
  }
  // weights that let signals through: an output that is the same for every input compares nothing
  const kernelInitializer = 'heUniform'
  const limits = { minval: -0.8, maxval: 0.8 }
  const plain = { padding: 'same', useBias: false, kernelInitializer } as const
  value = apply(L.conv2d({ ...plain, filters: 16, kernelSize: 3, strides: 2 }), value)
  activate()
  const blocks = [
    [32, 1],
    [64, 2],
    [64, 1],
    [128, 2],
    [128, 1],
    [256, 2],
    ...Array.from({ length: 5 }, () => [256, 1]),
    [512, 2],
    [512, 1],
  ]
  for (const [seed, [filters, strides]] of blocks.entries()) {
    const depthwiseInitializer = tf.initializers.randomUniform({ ...limits, seed })
    value = apply(L.depthwiseConv2d({ ...plain, kernelSize: 3, strides, depthwiseInitializer }), value)
    activate()
    value = apply(L.conv2d({ ...plain, filters: filters!, kernelSize: 1 }), value)
    activate()
  }
  value = apply(L.reshape({ targetShape: [1, 1, 512] }), apply(L.globalAveragePooling2d({}), value))
  const top = L.conv2d({ filters: 1000, kernelSize: 1, kernelInitializer })
  value = apply(L.reshape({ targetShape: [1000] }), apply(top, value))
  return tf.model({ inputs: x, outputs: apply(L.softmax(), value) })
}

function textLstm(): tf.LayersModel {
  const model = tf.sequential()
  model.add(L.embedding({ inputDim: 5000, outputDim: 64, inputLength: 80 }))
  model.add(L.lstm({ units: 64, recurrentActivation: 'sigmoid' }))
  model.add(L.dense({ units: 2, activation: 'softmax' }))
  return model
}

const awayFrom: Readonly<Record<string, readonly [number, number]>> = {
  bias: [-0.2, 0.2],
  beta: [-0.2, 0.2],
  gamma: [0.7, 1.3],
  moving_mean: [-0.2, 0.2],
  moving_variance: [0.7, 1.3],
}

/** Biases and norms as after training: a bias of zeros, as they start, is one that a converter may leave out. */
export function awayFromStart(model: tf.LayersModel): void {
  model.layers.forEach((layer, seed) => {
    const values = layer.getWeights().map((value, place) => {
      const limits = awayFrom[layer.weights[place]!.originalName.split('/').at(-1)!]
      return limits ? tf.randomUniform(value.shape, ...limits, 'float32', seed) : value
    })
    layer.setWeights(values)
  })
}

function apply(layer: tf.layers.Layer, x: tf.SymbolicTensor): tf.SymbolicTensor {
  return layer.apply(x) as tf.SymbolicTensor
}
