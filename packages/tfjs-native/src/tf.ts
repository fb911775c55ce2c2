// One TensorFlow.js engine for everybody: this is the module that `import '@tensorflow/tfjs'` gives.
export * as tf from '@tensorflow/tfjs'
