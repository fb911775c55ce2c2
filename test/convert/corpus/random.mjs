// Deterministic numbers and weights for the models of the corpus.
import { tf } from '@facegan/tfjs-native'

/** Numbers in [0, 1): mulberry32, the same on every machine. */
export function uniform(seed) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** A tensor of numbers in [low, high), or of integers in [0, below) where `below` is given. */
export function randomTensor(shape, next, { low = -1.5, high = 1.5, below } = {}) {
  const values = Array.from({ length: tf.util.sizeFromShape(shape) }, () =>
    below === undefined ? low + (high - low) * next() : Math.floor(next() * below),
  )
  return tf.tensor(values, shape, below === undefined ? 'float32' : 'int32')
}

const ranges = {
  gamma: [0.5, 1.5],
  beta: [-0.5, 0.5],
  moving_mean: [-0.4, 0.4],
  moving_variance: [0.3, 2],
  bias: [-0.3, 0.3],
  alpha: [0.05, 0.5],
  embeddings: [-1, 1],
}

/** Weights as after training: batch norms far from 0 and 1, sums of about the size of their inputs. */
export function randomiseWeights(model, next) {
  for (const layer of model.layers) {
    if (layer.layers) randomiseWeights(layer, next)
    else
      layer.setWeights(
        layer.weights.map(({ originalName, shape }) => {
          const fan = Math.sqrt(3 / Math.max(1, tf.util.sizeFromShape(shape) / shape.at(-1)))
          const [low, high] = ranges[originalName.split('/').at(-1)] ?? [-fan, fan]
          return randomTensor(shape, next, { low, high })
        }),
      )
  }
}
