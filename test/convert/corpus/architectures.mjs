// Whole models as people build them, small.
import { tf } from '@facegan/tfjs-native'

const { layers: L } = tf
const first = { dataFormat: 'channelsFirst' }
const input = (...shape) => tf.input({ shape })
const chain = (x, ...layers) => layers.reduce((value, layer) => layer.apply(value), x)

/** The textbook generator, with pictures [H,W,C] or [C,H,W]. */
function dcgan(format) {
  const up = (filters, options = {}) =>
    L.conv2dTranspose({
      filters,
      kernelSize: 4,
      strides: 2,
      padding: 'same',
      useBias: false,
      ...format,
      ...options,
    })
  const norm = () => L.batchNormalization(format.dataFormat ? { axis: 1 } : {})
  const z = input(10)
  const start = format.dataFormat ? [8, 4, 4] : [4, 4, 8]
  return tf.model({
    inputs: z,
    outputs: chain(
      z,
      L.dense({ units: 128, useBias: false }),
      L.batchNormalization(),
      L.leakyReLU({ alpha: 0.2 }),
      L.reshape({ targetShape: start }),
      up(6),
      norm(),
      L.reLU({}),
      up(3, { activation: 'tanh' }),
    ),
  })
}

function discriminator() {
  const layers = [16, 24].flatMap((filters, place) => [
    L.conv2d({
      filters,
      kernelSize: 5,
      strides: 2,
      padding: 'same',
      ...(place === 0 ? { inputShape: [15, 15, 3] } : {}),
    }),
    L.leakyReLU({ alpha: 0.2 }),
    L.dropout({ rate: 0.3 }),
  ])
  return tf.sequential({ layers: [...layers, L.flatten(), L.dense({ units: 1, activation: 'sigmoid' })] })
}

function acgan() {
  const z = input(6)
  const label = tf.input({ shape: [1], dtype: 'int32' })
  const embedded = chain(label, L.embedding({ inputDim: 10, outputDim: 6 }), L.flatten())
  const mixed = L.multiply().apply([z, embedded])
  const image = chain(
    mixed,
    L.dense({ units: 36, activation: 'relu' }),
    L.reshape({ targetShape: [3, 3, 4] }),
    L.conv2dTranspose({ filters: 3, kernelSize: 5, padding: 'valid', activation: 'relu' }),
    L.batchNormalization(),
    L.conv2dTranspose({ filters: 1, kernelSize: 5, strides: 2, padding: 'same', activation: 'tanh' }),
  )
  return tf.model({ inputs: [z, label], outputs: image })
}

function vaeDecoder() {
  const z = input(5)
  const image = chain(
    z,
    L.dense({ units: 4 * 4 * 6, activation: 'relu' }),
    L.reshape({ targetShape: [4, 4, 6] }),
    L.upSampling2d({ size: [2, 2], interpolation: 'bilinear' }),
    L.conv2d({ filters: 5, kernelSize: 3, padding: 'same', activation: 'elu' }),
    L.upSampling2d({}),
    L.conv2d({ filters: 1, kernelSize: 3, padding: 'same', activation: 'sigmoid' }),
  )
  return tf.model({ inputs: z, outputs: image })
}

/** Mean and log variance: two outputs. */
function vaeEncoder() {
  const x = input(13, 13, 1)
  const hidden = chain(
    x,
    L.conv2d({ filters: 4, kernelSize: 3, strides: 2, padding: 'same', activation: 'relu' }),
    L.flatten(),
    L.dense({ units: 7, activation: 'relu' }),
  )
  const outputs = ['mean', 'log_variance'].map((name) => L.dense({ units: 3, name }).apply(hidden))
  return tf.model({ inputs: x, outputs })
}

function uNet() {
  const x = input(16, 12, 3)
  const block = (value, filters) =>
    chain(
      value,
      L.conv2d({ filters, kernelSize: 3, padding: 'same', useBias: false }),
      L.batchNormalization(),
      L.activation({ activation: 'relu' }),
    )
  const wide = block(x, 4)
  const middle = block(L.maxPooling2d({ poolSize: 2 }).apply(wide), 6)
  const deep = block(L.maxPooling2d({ poolSize: 2 }).apply(middle), 8)
  const up = (value, skip, filters) => {
    const larger = L.conv2dTranspose({ filters, kernelSize: 2, strides: 2, padding: 'same' }).apply(value)
    return block(L.concatenate().apply([larger, skip]), filters)
  }
  const out = up(up(deep, middle, 6), wide, 4)
  return tf.model({
    inputs: x,
    outputs: L.conv2d({ filters: 2, kernelSize: 1, activation: 'softmax' }).apply(out),
  })
}

function mobileNet() {
  const block = (filters, strides) => [
    L.depthwiseConv2d({ kernelSize: 3, strides, padding: 'same', useBias: false }),
    L.batchNormalization(),
    L.reLU({ maxValue: 6 }),
    L.conv2d({ filters, kernelSize: 1, padding: 'same', useBias: false }),
    L.batchNormalization(),
    L.reLU({ maxValue: 6 }),
  ]
  const x = input(17, 17, 3)
  return tf.model({
    inputs: x,
    outputs: chain(
      x,
      L.zeroPadding2d({
        padding: [
          [0, 1],
          [0, 1],
        ],
      }),
      L.conv2d({ filters: 8, kernelSize: 3, strides: 2, useBias: false }),
      L.batchNormalization(),
      L.reLU({ maxValue: 6 }),
      ...block(12, 1),
      ...block(16, 2),
      L.globalAveragePooling2d({}),
      L.reshape({ targetShape: [1, 1, 16] }),
      L.dropout({ rate: 0.001 }),
      L.conv2d({ filters: 5, kernelSize: 1 }),
      L.reshape({ targetShape: [5] }),
      L.activation({ activation: 'softmax' }),
    ),
  })
}

/** Inverted residuals, squeeze and excitation. */
function efficientBlock() {
  const x = input(9, 9, 6)
  const wide = chain(
    x,
    L.conv2d({ filters: 12, kernelSize: 1, useBias: false }),
    L.batchNormalization(),
    L.activation({ activation: 'swish' }),
    L.depthwiseConv2d({ kernelSize: 5, padding: 'same', useBias: false }),
    L.batchNormalization(),
    L.activation({ activation: 'swish' }),
  )
  const squeezed = chain(
    wide,
    L.globalAveragePooling2d({}),
    L.reshape({ targetShape: [1, 1, 12] }),
    L.conv2d({ filters: 3, kernelSize: 1, activation: 'swish' }),
    L.conv2d({ filters: 12, kernelSize: 1, activation: 'sigmoid' }),
  )
  const out = chain(
    L.multiply().apply([wide, squeezed]),
    L.conv2d({ filters: 6, kernelSize: 1, useBias: false }),
    L.batchNormalization(),
  )
  return tf.model({ inputs: x, outputs: L.add().apply([out, x]) })
}

function resNet(format, size) {
  const axis = format.dataFormat ? { axis: 1 } : {}
  const convolution = (filters, strides = 1) =>
    L.conv2d({ filters, kernelSize: 3, strides, padding: 'same', useBias: false, ...format })
  const x = input(...size)
  let value = chain(x, convolution(6), L.batchNormalization(axis), L.reLU({}))
  for (const filters of [6, 8]) {
    const strides = filters === 6 ? 1 : 2
    const inner = chain(
      value,
      convolution(filters, strides),
      L.batchNormalization(axis),
      L.reLU({}),
      convolution(filters),
      L.batchNormalization(axis),
    )
    const short =
      strides === 1 ? value : L.conv2d({ filters, kernelSize: 1, strides, ...format }).apply(value)
    value = chain(L.add().apply([inner, short]), L.reLU({}))
  }
  return tf.model({
    inputs: x,
    outputs: chain(value, L.globalAveragePooling2d(format), L.dense({ units: 4 })),
  })
}

function inception() {
  const x = input(9, 11, 4)
  const towers = [
    chain(x, L.conv2d({ filters: 2, kernelSize: 1, activation: 'relu' })),
    chain(
      x,
      L.conv2d({ filters: 3, kernelSize: [1, 5], padding: 'same' }),
      L.conv2d({ filters: 3, kernelSize: [5, 1], padding: 'same' }),
    ),
    chain(
      x,
      L.averagePooling2d({ poolSize: 3, strides: 1, padding: 'same' }),
      L.conv2d({ filters: 2, kernelSize: 1 }),
    ),
    chain(x, L.maxPooling2d({ poolSize: 3, strides: 1, padding: 'same' })),
  ]
  return tf.model({ inputs: x, outputs: L.concatenate().apply(towers) })
}

function denseNet() {
  let value = input(8, 8, 3)
  const x = value
  for (let i = 0; i < 3; i++) {
    const grown = chain(
      value,
      L.batchNormalization(),
      L.reLU({}),
      L.conv2d({ filters: 3, kernelSize: 3, padding: 'same' }),
    )
    value = L.concatenate().apply([value, grown])
  }
  return tf.model({
    inputs: x,
    outputs: chain(
      value,
      L.batchNormalization(),
      L.averagePooling2d({ poolSize: 2 }),
      L.flatten(),
      L.dense({ units: 3 }),
    ),
  })
}

/** SRCNN style, of open height and width. */
function openSizes() {
  const x = input(null, null, 3)
  return tf.model({
    inputs: x,
    outputs: chain(
      x,
      L.conv2d({ filters: 6, kernelSize: 5, padding: 'same', activation: 'relu' }),
      L.upSampling2d({ size: [2, 2], interpolation: 'bilinear' }),
      L.conv2d({ filters: 6, kernelSize: 3, padding: 'same' }),
      L.prelu({ sharedAxes: [1, 2] }),
      L.conv2dTranspose({ filters: 3, kernelSize: 4, strides: 2, padding: 'same' }),
    ),
  })
}

function textClassifier(layer) {
  return tf.sequential({
    layers: [
      L.embedding({ inputDim: 20, outputDim: 6, inputLength: 9 }),
      layer,
      L.dense({ units: 5, activation: 'relu' }),
      L.dense({ units: 3, activation: 'softmax' }),
    ],
  })
}

function textConvolution() {
  return tf.sequential({
    layers: [
      L.embedding({ inputDim: 20, outputDim: 6, inputLength: 15 }),
      L.dropout({ rate: 0.2 }),
      L.conv1d({ filters: 7, kernelSize: 3, activation: 'relu' }),
      L.maxPooling1d({ poolSize: 2 }),
      L.lstm({ units: 5 }),
      L.dense({ units: 1, activation: 'sigmoid' }),
    ],
  })
}

/** Encoder and decoder, the states handed over. */
function sequenceToSequence() {
  const source = input(6, 4)
  const target = input(5, 3)
  const [, hidden, carry] = L.lstm({ units: 4, returnState: true }).apply(source)
  const decoded = L.lstm({ units: 4, returnSequences: true }).apply([target, hidden, carry])
  return tf.model({
    inputs: [source, target],
    outputs: L.dense({ units: 3, activation: 'softmax' }).apply(decoded),
  })
}

function attention() {
  const source = input(6, 4)
  const target = input(5, 4)
  const keys = L.dense({ units: 4 }).apply(source)
  const scores = L.activation({ activation: 'softmax' }).apply(L.dot({ axes: [2, 2] }).apply([target, keys]))
  const context = L.dot({ axes: [2, 1] }).apply([scores, source])
  return tf.model({ inputs: [source, target], outputs: L.concatenate().apply([context, target]) })
}

function mixer() {
  const x = input(8, 8, 3)
  const patches = chain(
    x,
    L.conv2d({ filters: 6, kernelSize: 4, strides: 4 }),
    L.reshape({ targetShape: [4, 6] }),
  )
  const mixed = chain(
    patches,
    L.layerNormalization({}),
    L.permute({ dims: [2, 1] }),
    L.dense({ units: 5, activation: 'gelu' }),
    L.dense({ units: 4 }),
    L.permute({ dims: [2, 1] }),
  )
  const value = L.add().apply([mixed, patches])
  return tf.model({ inputs: x, outputs: chain(value, L.globalAveragePooling1d({}), L.dense({ units: 2 })) })
}

/** One tower for two pictures. */
function siamese() {
  const tower = tf.sequential({
    layers: [
      L.conv2d({ filters: 4, kernelSize: 3, activation: 'relu', inputShape: [9, 9, 1] }),
      L.maxPooling2d({ poolSize: 2 }),
      L.flatten(),
      L.dense({ units: 5 }),
    ],
  })
  const pair = [input(9, 9, 1), input(9, 9, 1)]
  const embedded = pair.map((x) => tower.apply(x))
  return tf.model({ inputs: pair, outputs: L.dot({ axes: 1, normalize: true }).apply(embedded) })
}

function sharedLayers() {
  const dense = L.dense({ units: 4, activation: 'tanh' })
  const x = input(4)
  const twice = dense.apply(dense.apply(x))
  return tf.model({ inputs: x, outputs: [twice, L.add().apply([twice, dense.apply(twice)])] })
}

function nested() {
  const inside = tf.sequential({ layers: [L.dense({ units: 3, inputShape: [4] }), L.batchNormalization()] })
  const x = input(4)
  const outer = tf.model({ inputs: x, outputs: L.concatenate().apply([inside.apply(x), x]) })
  return tf.sequential({
    layers: [outer, L.dense({ units: 2 }), tf.sequential({ layers: [L.reLU({ inputShape: [2] })] })],
  })
}

/** A generator and a discriminator in one, as GANs are trained. */
function combined() {
  const generator = tf.sequential({
    layers: [
      L.dense({ units: 48, inputShape: [5] }),
      L.reshape({ targetShape: [4, 4, 3] }),
      L.conv2dTranspose({ filters: 3, kernelSize: 3, strides: 2, padding: 'same', activation: 'tanh' }),
    ],
  })
  const judge = tf.sequential({
    layers: [
      L.conv2d({ filters: 4, kernelSize: 3, strides: 2, inputShape: [8, 8, 3] }),
      L.flatten(),
      L.dense({ units: 1 }),
    ],
  })
  const z = input(5)
  const image = generator.apply(z)
  return tf.model({ inputs: z, outputs: [image, judge.apply(image)] })
}

function weather() {
  return tf.sequential({
    layers: [
      L.gru({
        units: 6,
        recurrentActivation: 'sigmoid',
        returnSequences: true,
        inputShape: [12, 4],
        dropout: 0.1,
        recurrentDropout: 0.2,
      }),
      L.timeDistributed({ layer: L.dense({ units: 3 }) }),
      L.simpleRNN({ units: 3 }),
      L.dense({ units: 1 }),
    ],
  })
}

function video() {
  return tf.sequential({
    layers: [
      L.convLstm2d({
        filters: 3,
        kernelSize: 3,
        padding: 'same',
        returnSequences: true,
        inputShape: [4, 7, 7, 1],
      }),
      L.timeDistributed({ layer: L.averagePooling2d({ poolSize: 2 }) }),
      L.conv3d({ filters: 1, kernelSize: 3, padding: 'same', activation: 'sigmoid' }),
    ],
  })
}

function tabular() {
  const numbers = input(6)
  const category = input(4)
  const wide = L.dense({ units: 4, activation: 'selu' }).apply(numbers)
  const deep = L.dense({ units: 4, activation: 'softplus' }).apply(category)
  const outputs = [
    L.average().apply([wide, deep]),
    L.maximum().apply([wide, deep]),
    L.minimum().apply([wide, deep]),
  ]
  return tf.model({ inputs: [numbers, category], outputs })
}

const quantised = (dtype) => ({ quantise: dtype })

export const architectureCases = [
  { name: 'dcgan', build: () => dcgan({}) },
  { name: 'dcgan-channels-first', build: () => dcgan(first) },
  { name: 'dcgan-uint8', build: () => dcgan({}), ...quantised('uint8') },
  { name: 'dcgan-uint16', build: () => dcgan({}), ...quantised('uint16') },
  { name: 'dcgan-float16', build: () => dcgan({}), ...quantised('float16') },
  { name: 'dcgan-groups', build: () => dcgan({}), form: 'groups' },
  { name: 'discriminator', build: discriminator, form: 'shards' },
  { name: 'acgan', build: acgan, below: [undefined, 10] },
  { name: 'vae-decoder', build: vaeDecoder },
  { name: 'vae-encoder', build: vaeEncoder, form: 'bare' },
  { name: 'u-net', build: uNet },
  { name: 'mobilenet', build: mobileNet, form: 'keras' },
  { name: 'efficientnet-block', build: efficientBlock },
  { name: 'resnet', build: () => resNet({}, [9, 11, 3]) },
  { name: 'resnet-channels-first', build: () => resNet(first, [3, 9, 11]) },
  { name: 'inception', build: inception },
  { name: 'densenet', build: denseNet },
  { name: 'open-sizes', build: openSizes },
  { name: 'text-lstm', build: () => textClassifier(L.lstm({ units: 5 })), below: [20] },
  { name: 'text-gru', build: () => textClassifier(L.gru({ units: 5 })), below: [20] },
  {
    name: 'text-bidirectional',
    build: () => textClassifier(L.bidirectional({ layer: L.lstm({ units: 5 }), mergeMode: 'concat' })),
    below: [20],
  },
  { name: 'text-convolution', build: textConvolution, below: [20] },
  { name: 'sequence-to-sequence', build: sequenceToSequence },
  { name: 'attention', build: attention },
  { name: 'mixer', build: mixer },
  { name: 'siamese', build: siamese },
  { name: 'shared-layers', build: sharedLayers },
  { name: 'nested', build: nested },
  { name: 'combined-gan', build: combined },
  { name: 'weather', build: weather },
  { name: 'video', build: video },
  { name: 'tabular', build: tabular },
]
