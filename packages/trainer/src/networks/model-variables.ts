import { tf } from '@facegan/tfjs-native'

/** A weight of a layers model with the name that its file gives it, such as `up8/kernel`. */
export interface NamedVariable {
  readonly name: string
  readonly variable: tf.Variable
}

/**
 * The variables behind a model's weights, in the model's order: batch-norm averages included, or not.
 *
 * tfjs-layers keeps them in a protected field; this is the one place that reaches for it.
 */
export function modelVariables(model: tf.LayersModel, which: 'all' | 'trainable'): NamedVariable[] {
  const weights = which === 'all' ? model.weights : model.trainableWeights
  return weights.map((weight) => {
    const { originalName, val } = weight as unknown as { originalName: string; val: tf.Variable }
    return { name: originalName, variable: val }
  })
}

/** Whether no weight of a model is NaN or infinite. */
export function weightsAreFinite(model: tf.LayersModel): boolean {
  return tf.tidy(() => {
    const sums = modelVariables(model, 'all').map(({ variable }) => tf.sum(tf.mul(variable, 0)))
    return tf.addN(sums).dataSync()[0] === 0 // 0 * x is 0 for every finite x, and NaN for the others
  })
}
