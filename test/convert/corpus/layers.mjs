// One small model for each layer type and each way of using it that matters, on odd sizes.
import { tf } from '@facegan/tfjs-native'

const { layers: L } = tf

/** A model of one layer, or of several in a row. */
const row = (shape, ...layers) => {
  const input = tf.input({ shape })
  return tf.model({ inputs: input, outputs: layers.reduce((x, layer) => layer.apply(x), input) })
}

/** A layer that joins several inputs. */
const join = (shapes, layer) => {
  const inputs = shapes.map((shape) => tf.input({ shape }))
  return tf.model({ inputs, outputs: layer.apply(inputs) })
}

/** Two embeddings, the first masked, the second perhaps, and what is made of them. */
const maskedPair = (second, finish) => ({
  build: () => {
    const inputs = [6, 6].map((length) => tf.input({ shape: [length], dtype: 'int32' }))
    const pair = inputs.map((input, at) =>
      L.embedding({ inputDim: 5, outputDim: 4, maskZero: at === 0 || second }).apply(input),
    )
    return tf.model({ inputs, outputs: finish(pair) })
  },
  below: [5, 5],
})

const image = [7, 9, 4]
const planes = [4, 7, 9]
const first = { dataFormat: 'channelsFirst' }
const sequence = [6, 5]

const cases = {
  dense: () => row([7], L.dense({ units: 5, activation: 'relu' })),
  'dense-without-bias': () => row([7], L.dense({ units: 5, useBias: false })),
  'dense-of-sequence': () => row(sequence, L.dense({ units: 3, activation: 'softmax' })),
  conv1d: () => row([11, 3], L.conv1d({ filters: 4, kernelSize: 4, strides: 3, padding: 'same' })),
  'conv1d-dilated': () => row([11, 3], L.conv1d({ filters: 4, kernelSize: 3, dilationRate: 2 })),
  conv2d: () => row(image, L.conv2d({ filters: 5, kernelSize: [4, 3], strides: 2, padding: 'same' })),
  'conv2d-valid': () =>
    row(image, L.conv2d({ filters: 5, kernelSize: 3, strides: [2, 1], activation: 'elu' })),
  'conv2d-dilated': () =>
    row(image, L.conv2d({ filters: 5, kernelSize: 3, dilationRate: 2, padding: 'same' })),
  'conv2d-wide-stride': () =>
    row(image, L.conv2d({ filters: 2, kernelSize: 1, strides: 3, padding: 'same' })),
  'conv2d-channels-first': () =>
    row(planes, L.conv2d({ filters: 5, kernelSize: 4, strides: 2, padding: 'same', ...first })),
  'conv2d-channels-first-softmax': () =>
    row(planes, L.conv2d({ filters: 5, kernelSize: 3, activation: 'softmax', ...first })),
  'conv2d-open-sizes': () =>
    row([null, null, 3], L.conv2d({ filters: 4, kernelSize: 3, padding: 'same' }), L.globalMaxPooling2d({})),
  conv3d: () => row([5, 6, 7, 2], L.conv3d({ filters: 3, kernelSize: 3, strides: 2, padding: 'same' })),
  'conv3d-channels-first': () => row([2, 5, 6, 7], L.conv3d({ filters: 3, kernelSize: [1, 2, 3], ...first })),
  'conv2d-transpose-same': () =>
    row([5, 3, 4], L.conv2dTranspose({ filters: 3, kernelSize: 4, strides: 2, padding: 'same' })),
  'conv2d-transpose-odd': () =>
    row([5, 3, 4], L.conv2dTranspose({ filters: 3, kernelSize: 5, strides: [3, 2], padding: 'same' })),
  'conv2d-transpose-valid': () =>
    row([5, 3, 4], L.conv2dTranspose({ filters: 3, kernelSize: [3, 5], strides: 2, useBias: false })),
  'conv2d-transpose-narrow': () =>
    row([5, 3, 4], L.conv2dTranspose({ filters: 3, kernelSize: 2, strides: 3, padding: 'same' })),
  'conv2d-transpose-narrow-valid': () =>
    row([5, 3, 4], L.conv2dTranspose({ filters: 3, kernelSize: 2, strides: 3 })),
  'conv2d-transpose-channels-first': () =>
    row([4, 5, 3], L.conv2dTranspose({ filters: 3, kernelSize: 4, strides: 2, padding: 'same', ...first })),
  'conv3d-transpose': () =>
    row([3, 4, 5, 2], L.conv3dTranspose({ filters: 3, kernelSize: 3, strides: 2, padding: 'same' })),
  'depthwise-conv2d': () =>
    row(image, L.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, strides: 2, padding: 'same' })),
  'depthwise-conv2d-dilated': () => row(image, L.depthwiseConv2d({ kernelSize: 3, dilationRate: 2 })),
  'depthwise-conv2d-channels-first': () => row(planes, L.depthwiseConv2d({ kernelSize: 3, ...first })),
  'separable-conv2d': () => row(image, L.separableConv2d({ filters: 5, kernelSize: 3, padding: 'same' })),
  'separable-conv2d-channels-first': () =>
    row(planes, L.separableConv2d({ filters: 5, kernelSize: 3, useBias: false, ...first })),
  'max-pooling1d': () => row([11, 3], L.maxPooling1d({ poolSize: 3, strides: 2, padding: 'same' })),
  'average-pooling1d': () => row([11, 3], L.averagePooling1d({ poolSize: 3, padding: 'same' })),
  'max-pooling2d': () => row(image, L.maxPooling2d({ poolSize: 2, padding: 'same' })),
  'max-pooling2d-channels-first': () =>
    row(planes, L.maxPooling2d({ poolSize: [3, 2], strides: 1, ...first })),
  'average-pooling2d': () => row(image, L.averagePooling2d({ poolSize: 3, strides: 2, padding: 'same' })),
  'average-pooling2d-channels-first': () => row(planes, L.averagePooling2d({ poolSize: 2, ...first })),
  'max-pooling3d': () => row([5, 6, 7, 2], L.maxPooling3d({ poolSize: 3, strides: 2, padding: 'same' })),
  'average-pooling3d': () => row([5, 6, 7, 2], L.averagePooling3d({ poolSize: 2, padding: 'same' })),
  'global-average-pooling1d': () => row(sequence, L.globalAveragePooling1d({})),
  'global-max-pooling1d': () => row(sequence, L.globalMaxPooling1d({})),
  'global-average-pooling2d': () => row(image, L.globalAveragePooling2d({})),
  'global-average-pooling2d-channels-first': () => row(planes, L.globalAveragePooling2d(first)),
  'global-max-pooling2d': () => row(image, L.globalMaxPooling2d({})),
  'upsampling2d-nearest': () => row(image, L.upSampling2d({ size: [2, 3] })),
  'upsampling2d-bilinear': () => row(image, L.upSampling2d({ size: [2, 3], interpolation: 'bilinear' })),
  'upsampling2d-channels-first': () =>
    row(planes, L.upSampling2d({ size: [3, 2], interpolation: 'bilinear', ...first })),
  'zero-padding2d': () =>
    row(
      image,
      L.zeroPadding2d({
        padding: [
          [1, 2],
          [0, 3],
        ],
      }),
    ),
  'zero-padding2d-channels-first': () => row(planes, L.zeroPadding2d({ padding: 2, ...first })),
  cropping2d: () =>
    row(
      image,
      L.cropping2D({
        cropping: [
          [1, 2],
          [0, 3],
        ],
      }),
    ),
  'cropping2d-channels-first': () =>
    row(
      planes,
      L.cropping2D({
        cropping: [
          [1, 0],
          [2, 1],
        ],
        ...first,
      }),
    ),
  'center-crop': () => row([9, 12, 3], L.centerCrop({ height: 5, width: 7 })),
  'center-crop-by-one': () => row([9, 12, 3], L.centerCrop({ height: 1, width: 11 })),
  rescaling: () => row(image, L.rescaling({ scale: 1 / 127.5, offset: -1 })),
  'batch-normalization': () => row(image, L.batchNormalization({ epsilon: 1e-5 })),
  'batch-normalization-axis-1': () => row(planes, L.batchNormalization({ axis: 1, scale: false })),
  'batch-normalization-vector': () => row([9], L.batchNormalization({ center: false })),
  'batch-normalization-sequence': () => row(sequence, L.batchNormalization({})),
  'layer-normalization': () => row(sequence, L.layerNormalization({})),
  'layer-normalization-two-axes': () => row(image, L.layerNormalization({ axis: [1, 2], epsilon: 1e-5 })),
  'layer-normalization-last-two': () => row(image, L.layerNormalization({ axis: [2, 3], center: false })),
  'layer-normalization-without-scale': () => row(sequence, L.layerNormalization({ scale: false })),
  relu: () => row(image, L.reLU({})),
  'relu-limited': () => row(image, L.reLU({ maxValue: 0.7 })),
  'leaky-relu': () => row(image, L.leakyReLU({})),
  'leaky-relu-steep': () => row(image, L.leakyReLU({ alpha: 0.05 })),
  prelu: () => row(image, L.prelu({})),
  'prelu-shared': () => row(image, L.prelu({ sharedAxes: [1, 2] })),
  elu: () => row(image, L.elu()),
  'thresholded-relu': () => row(image, L.thresholdedReLU({ theta: 0.4 })),
  softmax: () => row([5], L.softmax({})),
  'softmax-axis': () => row(image, L.softmax({ axis: 3 })),
  flatten: () => row(image, L.conv2d({ filters: 2, kernelSize: 2 }), L.flatten(), L.dense({ units: 3 })),
  'flatten-channels-first': () => row(planes, L.flatten(first), L.dense({ units: 3 })),
  reshape: () => row([12], L.reshape({ targetShape: [2, -1, 3] })),
  permute: () => row(image, L.permute({ dims: [3, 1, 2] }), L.conv2d({ filters: 2, kernelSize: 3 })),
  'repeat-vector': () => row([5], L.repeatVector({ n: 4 })),
  dropout: () => row(image, L.dropout({ rate: 0.5 })),
  'spatial-dropout1d': () => row(sequence, L.spatialDropout1d({ rate: 0.5 })),
  noise: () =>
    row(
      image,
      L.gaussianNoise({ stddev: 1 }),
      L.gaussianDropout({ rate: 0.4 }),
      L.alphaDropout({ rate: 0.3 }),
    ),
  add: () => join([image, [1, 9, 4], image], L.add()),
  'add-of-other-ranks': () => join([image, [4]], L.add()),
  multiply: () => join([image, image], L.multiply()),
  average: () => join([image, image, image], L.average()),
  maximum: () => join([image, image], L.maximum()),
  minimum: () => join([image, [7, 9, 1]], L.minimum()),
  concatenate: () => join([image, [7, 9, 2]], L.concatenate()),
  'concatenate-axis': () => join([image, [2, 9, 4]], L.concatenate({ axis: 1 })),
  dot: () => join([[5], [5]], L.dot({ axes: 1 })),
  'dot-normalised': () => join([[5], [5]], L.dot({ axes: -1, normalize: true })),
  'dot-matrices': () =>
    join(
      [
        [4, 5],
        [3, 5],
      ],
      L.dot({ axes: 2 }),
    ),
  'dot-mixed': () => join([[4, 5], [4]], L.dot({ axes: [1, 1] })),
  'dot-mixed-last': () => join([[5], [3, 5]], L.dot({ axes: [1, 2] })),
  'simple-rnn': () => row(sequence, L.simpleRNN({ units: 4 })),
  'simple-rnn-softplus': () =>
    row(sequence, L.simpleRNN({ units: 4, activation: 'softplus', returnSequences: true })),
  lstm: () => row(sequence, L.lstm({ units: 4, returnSequences: true }), L.lstm({ units: 3 })),
  'lstm-sigmoid-backwards': () =>
    row(
      sequence,
      L.lstm({ units: 4, recurrentActivation: 'sigmoid', goBackwards: true, returnSequences: true }),
    ),
  'lstm-relu-states': () =>
    row(sequence, L.lstm({ units: 4, activation: 'relu', returnState: true, useBias: false })),
  'lstm-selu': () => row(sequence, L.lstm({ units: 4, activation: 'selu', goBackwards: true })),
  'lstm-given-states': () => {
    const inputs = [sequence, [4], [4]].map((shape) => tf.input({ shape }))
    return tf.model({ inputs, outputs: L.lstm({ units: 4 }).apply(inputs) })
  },
  'lstm-open-length': () => row([null, 5], L.lstm({ units: 4, returnSequences: true })),
  gru: () => row(sequence, L.gru({ units: 4, returnSequences: true })),
  'gru-linear': () =>
    row(sequence, L.gru({ units: 4, activation: 'linear', recurrentActivation: 'sigmoid' })),
  'rnn-of-cell': () => row(sequence, L.rnn({ cell: L.gruCell({ units: 4 }), returnSequences: true })),
  'rnn-of-stack': () =>
    row(
      sequence,
      L.rnn({
        cell: L.stackedRNNCells({ cells: [L.lstmCell({ units: 4 }), L.simpleRNNCell({ units: 3 })] }),
        returnSequences: true,
        returnState: true,
      }),
    ),
  'conv-lstm2d': () =>
    row([4, 5, 6, 2], L.convLstm2d({ filters: 3, kernelSize: 3, padding: 'same', returnSequences: true })),
  'conv-lstm2d-strided': () =>
    row(
      [3, 7, 6, 2],
      L.convLstm2d({ filters: 2, kernelSize: [2, 3], strides: 2, goBackwards: true, returnState: true }),
    ),
  'bidirectional-lstm': () =>
    row(
      sequence,
      L.bidirectional({ layer: L.lstm({ units: 4, returnSequences: true }), mergeMode: 'concat' }),
    ),
  'bidirectional-gru-sum': () =>
    row(sequence, L.bidirectional({ layer: L.gru({ units: 4 }), mergeMode: 'sum' })),
  'bidirectional-average': () =>
    row(
      sequence,
      L.bidirectional({ layer: L.simpleRNN({ units: 4, returnSequences: true }), mergeMode: 'ave' }),
    ),
  'bidirectional-product': () =>
    row(
      sequence,
      L.bidirectional({
        layer: L.gru({ units: 4, goBackwards: true, returnSequences: true }),
        mergeMode: 'mul',
      }),
    ),
  'time-distributed-dense': () => row(sequence, L.timeDistributed({ layer: L.dense({ units: 3 }) })),
  'time-distributed-conv2d': () =>
    row([3, ...image], L.timeDistributed({ layer: L.conv2d({ filters: 2, kernelSize: 3 }) })),
  embedding: {
    build: () => row([6], L.embedding({ inputDim: 11, outputDim: 4 })),
    below: [11],
  },
  'embedding-masked-lstm': {
    build: () =>
      tf.sequential({
        layers: [
          L.embedding({ inputDim: 5, outputDim: 4, maskZero: true, inputLength: 6 }),
          L.lstm({ units: 3, returnSequences: true }),
          L.gru({ units: 3 }),
        ],
      }),
    below: [5],
  },
  masking: {
    build: () =>
      row(
        sequence,
        L.masking({ maskValue: 0 }),
        L.bidirectional({ layer: L.simpleRNN({ units: 3 }), mergeMode: 'concat' }),
      ),
    below: [2],
    float: true,
  },
  'masks-concatenated': maskedPair(true, (pair) => L.lstm({ units: 3 }).apply(L.concatenate().apply(pair))),
  'mask-concatenated-with-none': maskedPair(false, (pair) =>
    L.lstm({ units: 3 }).apply(L.concatenate().apply(pair)),
  ),
  'masks-concatenated-in-time': maskedPair(true, (pair) =>
    L.gru({ units: 3 }).apply(L.concatenate({ axis: 1 }).apply(pair)),
  ),
  // their mask is of no use, and nothing uses it
  'masks-added': maskedPair(true, (pair) =>
    L.globalAveragePooling1d({}).apply(L.dense({ units: 3 }).apply(L.add().apply(pair))),
  ),
  // the native backend has no kernel for it
  'category-multi-hot': {
    build: () => row([4], L.categoryEncoding({ numTokens: 7 })),
    below: [7],
    backend: 'cpu',
  },
  'category-count': {
    build: () => row([4], L.categoryEncoding({ numTokens: 7, outputMode: 'count' })),
    below: [7],
    backend: 'cpu',
  },
}

const activations =
  'elu selu relu relu6 linear sigmoid hardSigmoid softplus softsign tanh softmax logSoftmax gelu mish swish'
for (const name of activations.split(' '))
  cases[`activation-${name}`] = () => row(image, L.activation({ activation: name }))

export const layerCases = Object.entries(cases).map(([name, value]) => ({
  name,
  ...(typeof value === 'function' ? { build: value } : value),
}))
