// Topologies as Keras of several ages wrote them, by hand from the format's documentation.
import { randomTensor } from './random.mjs'

const layer = (class_name, name, config = {}) => ({
  class_name,
  config: { name, trainable: true, ...config },
})
const node = (entry, ...inbound) => ({
  ...entry,
  name: entry.config.name,
  inbound_nodes:
    inbound.length === 0 ? [] : [inbound.map((from) => [...[from].flat(), 0, 0, {}].slice(0, 4))],
})
const at = (name, call = 0, tensor = 0) => [name, call, tensor]
const functional = (class_name, name, layers, inputs, outputs) => ({
  class_name,
  config: { name, layers, input_layers: inputs, output_layers: outputs },
})
const glorot = {
  class_name: 'VarianceScaling',
  config: { scale: 1, mode: 'fan_avg', distribution: 'uniform', seed: null },
}
const policy = (name) => ({
  module: 'keras',
  class_name: 'DTypePolicy',
  config: { name },
  registered_name: null,
})

/** Weights by name and shape, drawn at random. */
const weights = (shapes) => (next) => {
  const weightSpecs = []
  const chunks = []
  for (const [name, shape] of Object.entries(shapes)) {
    const range = /variance|gamma/.test(name) ? { low: 0.5, high: 1.5 } : { low: -0.4, high: 0.4 }
    weightSpecs.push({ name, shape, dtype: 'float32' })
    chunks.push(Buffer.from(Float32Array.from(randomTensor(shape, next, range).dataSync()).buffer))
  }
  const bytes = Buffer.concat(chunks)
  return { weightSpecs, weightData: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) }
}

const model = (modelTopology, shapes) => (next) => ({ modelTopology, ...weights(shapes)(next) })

/** Keras 2.0: a Sequential whose config is the bare list of its layers. */
const bareList = {
  class_name: 'Sequential',
  config: [
    layer('Dense', 'dense_1', {
      batch_input_shape: [null, 6],
      dtype: 'float32',
      units: 5,
      activation: 'relu',
      use_bias: true,
      kernel_initializer: glorot,
      bias_initializer: { class_name: 'Zeros', config: {} },
      kernel_regularizer: null,
      bias_regularizer: null,
      activity_regularizer: null,
      kernel_constraint: null,
      bias_constraint: null,
    }),
    layer('Dropout', 'dropout_1', { rate: 0.5, noise_shape: null, seed: null }),
    layer('Dense', 'dense_2', { units: 3, activation: 'softmax', use_bias: true }),
  ],
}

/** Keras 2.1: functional, class_name Model, slashes in weight names, axis as a list. */
const oldFunctional = functional(
  'Model',
  'model_1',
  [
    node(
      layer('InputLayer', 'input_1', { batch_input_shape: [null, 9, 9, 3], dtype: 'float32', sparse: false }),
    ),
    node(
      layer('Conv2D', 'block1/conv', {
        filters: 4,
        kernel_size: [3, 3],
        strides: [2, 2],
        padding: 'same',
        data_format: 'channels_last',
        dilation_rate: [1, 1],
        activation: 'linear',
        use_bias: false,
      }),
      'input_1',
    ),
    node(
      layer('BatchNormalization', 'block1/bn', {
        axis: [3],
        momentum: 0.99,
        epsilon: 0.001,
        center: true,
        scale: true,
      }),
      'block1/conv',
    ),
    node(layer('Activation', 'relu', { activation: 'relu6' }), 'block1/bn'),
    node(
      layer('SeparableConv2D', 'separable', {
        filters: 5,
        kernel_size: [3, 3],
        strides: [1, 1],
        padding: 'valid',
        depth_multiplier: 2,
        activation: 'hard_sigmoid',
      }),
      'relu',
    ),
    node(layer('GlobalAveragePooling2D', 'pool', { data_format: 'channels_last' }), 'separable'),
  ],
  [at('input_1')],
  [at('pool'), at('relu')],
)

/** Keras 2.2: a model inside, called twice; its calls count from 1. */
const insideTwice = functional(
  'Model',
  'model_2',
  [
    node(layer('InputLayer', 'a', { batch_input_shape: [null, 4], dtype: 'float32', sparse: false })),
    node(layer('InputLayer', 'b', { batch_input_shape: [null, 4], dtype: 'float32', sparse: false })),
    {
      name: 'tower',
      class_name: 'Sequential',
      config: {
        name: 'tower',
        layers: [layer('Dense', 'inner', { batch_input_shape: [null, 4], units: 3, activation: 'tanh' })],
      },
      inbound_nodes: [[['a', 0, 0, {}]], [['b', 0, 0, {}]]],
    },
    {
      ...layer('Multiply', 'product'),
      name: 'product',
      inbound_nodes: [
        [
          ['tower', 1, 0, {}],
          ['tower', 2, 0, {}],
        ],
      ],
    },
  ],
  [at('a'), at('b')],
  [at('product')],
)

/** tf.keras 2.3 to 2.15: Functional, cells named in the weights, HardSigmoid written out. */
const recurrent = {
  class_name: 'Sequential',
  config: {
    name: 'sequential',
    layers: [
      layer('InputLayer', 'embedding_input', {
        batch_input_shape: [null, 7],
        dtype: 'float32',
        sparse: false,
        ragged: false,
      }),
      layer('Embedding', 'embedding', {
        batch_input_shape: [null, 7],
        input_dim: 12,
        output_dim: 4,
        mask_zero: false,
        input_length: 7,
        dtype: 'float32',
      }),
      layer('Bidirectional', 'bidirectional', {
        merge_mode: 'concat',
        layer: layer('LSTM', 'lstm', {
          return_sequences: true,
          return_state: false,
          go_backwards: false,
          stateful: false,
          unroll: false,
          time_major: false,
          units: 3,
          activation: 'tanh',
          recurrent_activation: 'sigmoid',
          use_bias: true,
          unit_forget_bias: true,
          implementation: 2,
        }),
      }),
      layer('GRU', 'gru', {
        return_sequences: false,
        units: 4,
        activation: 'tanh',
        recurrent_activation: 'sigmoid',
        use_bias: true,
        implementation: 2,
        reset_after: false,
      }),
      layer('Dense', 'dense', { units: 2, activation: 'sigmoid' }),
    ],
  },
}
const cells = {
  'embedding/embeddings': [12, 4],
  'bidirectional/forward_lstm/lstm_cell_1/kernel': [4, 12],
  'bidirectional/forward_lstm/lstm_cell_1/recurrent_kernel': [3, 12],
  'bidirectional/forward_lstm/lstm_cell_1/bias': [12],
  'bidirectional/backward_lstm/lstm_cell_2/kernel': [4, 12],
  'bidirectional/backward_lstm/lstm_cell_2/recurrent_kernel': [3, 12],
  'bidirectional/backward_lstm/lstm_cell_2/bias': [12],
  'gru/gru_cell/kernel': [6, 12],
  'gru/gru_cell/recurrent_kernel': [4, 12],
  'gru/gru_cell/bias': [12],
  'dense/kernel': [4, 2],
  'dense/bias': [2],
}

/** What Keras writes and TensorFlow.js ignores, or reads otherwise. */
const ignored = {
  class_name: 'Sequential',
  config: {
    name: 'quirks',
    layers: [
      layer('Conv2D', 'conv', {
        batch_input_shape: [null, 8, 8, 3],
        filters: 4,
        kernel_size: [3, 3],
        padding: 'same',
        groups: 1,
      }),
      layer('ReLU', 'relu', { max_value: null, negative_slope: 0.3, threshold: 0 }),
      layer('DepthwiseConv2D', 'depthwise', {
        kernel_size: [3, 3],
        strides: [1, 1],
        padding: 'valid',
        dilation_rate: [2, 2],
        depth_multiplier: 1,
        use_bias: true,
      }),
      layer('UpSampling2D', 'up', { size: [2, 2], data_format: 'channels_last', interpolation: 'bilinear' }),
      layer('BatchNormalization', 'bn', { axis: [3], epsilon: 0.00002 }),
      layer('LeakyReLU', 'leaky', { alpha: 0.1 }),
      layer('GlobalMaxPooling2D', 'pool', { keepdims: true }),
    ],
  },
}

/** The same model as Keras 3 writes it; TensorFlow.js computes the reference from the Keras 2 form. */
const keras3From = {
  class_name: 'Functional',
  config: {
    name: 'functional',
    layers: [
      node(layer('InputLayer', 'x', { batch_input_shape: [null, 7, 7, 3], dtype: 'float32' })),
      node(
        layer('Conv2D', 'conv', { filters: 4, kernel_size: [3, 3], padding: 'same', activation: 'relu' }),
        'x',
      ),
      node(
        layer('Conv2D', 'conv_1', { filters: 4, kernel_size: [3, 3], padding: 'same', activation: 'tanh' }),
        'conv',
      ),
      {
        ...layer('Add', 'add'),
        name: 'add',
        inbound_nodes: [
          [
            ['conv', 0, 0, {}],
            ['conv_1', 0, 0, {}],
          ],
        ],
      },
    ],
    input_layers: [at('x')],
    output_layers: [at('add')],
  },
}

const kerasTensor = ([name, call, tensor]) => ({
  class_name: '__keras_tensor__',
  config: { shape: [null, 7, 7, 4], dtype: 'float32', keras_history: [name, call, tensor] },
})

/** Rewrites a Keras 2 topology to what Keras 3 writes. */
function toKeras3(document) {
  const topology = structuredClone(document.modelTopology)
  for (const entry of topology.config.layers) {
    Object.assign(entry, {
      module: 'keras.layers',
      registered_name: null,
      build_config: { input_shape: [null, 7, 7, 3] },
    })
    entry.config.dtype = policy('float32')
    if (entry.config.batch_input_shape) {
      entry.config.batch_shape = entry.config.batch_input_shape
      delete entry.config.batch_input_shape
    }
    entry.inbound_nodes = entry.inbound_nodes.map((call) => {
      const tensors = call.map(kerasTensor)
      return { args: tensors.length === 1 ? tensors : [tensors], kwargs: {} }
    })
  }
  topology.config.input_layers = topology.config.input_layers[0]
  topology.config.output_layers = topology.config.output_layers[0]
  return {
    ...document,
    modelTopology: { keras_version: '3.5.0', backend: 'tensorflow', model_config: topology },
  }
}

export const keras2Cases = [
  {
    name: 'keras-2.0-bare-list',
    artifacts: model(bareList, {
      'dense_1/kernel': [6, 5],
      'dense_1/bias': [5],
      'dense_2/kernel': [5, 3],
      'dense_2/bias': [3],
    }),
    form: 'bare',
  },
  {
    name: 'keras-2.1-functional',
    artifacts: model(oldFunctional, {
      'block1/conv/kernel': [3, 3, 3, 4],
      'block1/bn/gamma': [4],
      'block1/bn/beta': [4],
      'block1/bn/moving_mean': [4],
      'block1/bn/moving_variance': [4],
      'separable/depthwise_kernel': [3, 3, 4, 2],
      'separable/pointwise_kernel': [1, 1, 8, 5],
      'separable/bias': [5],
    }),
    form: 'keras',
  },
  {
    name: 'keras-2.2-model-inside-twice',
    artifacts: model(insideTwice, { 'inner/kernel': [4, 3], 'inner/bias': [3] }),
    form: 'keras',
  },
  { name: 'keras-2.15-recurrent', artifacts: model(recurrent, cells), below: [12], form: 'groups' },
  {
    name: 'keras-ignored-fields',
    artifacts: model(ignored, {
      'conv/kernel': [3, 3, 3, 4],
      'conv/bias': [4],
      'depthwise/depthwise_kernel': [3, 3, 4, 1],
      'depthwise/bias': [4],
      'bn/gamma': [4],
      'bn/beta': [4],
      'bn/moving_mean': [4],
      'bn/moving_variance': [4],
    }),
  },
  {
    name: 'keras-3-functional',
    artifacts: model(keras3From, {
      'conv/kernel': [3, 3, 3, 4],
      'conv/bias': [4],
      'conv_1/kernel': [3, 3, 4, 4],
      'conv_1/bias': [4],
    }),
    edit: toKeras3,
  },
]
