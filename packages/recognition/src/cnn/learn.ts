import { setImmediate } from 'node:timers/promises'
import { NativeAdam, graphFunction, tf } from '@facegan/tfjs-native'

/** How far weights go, and how fast. */
export interface LearningPlan {
  readonly steps: number
  /** At the end of a rise over the first 5 % of the steps; from there it falls to nothing by half a cosine. */
  readonly learningRate: number
  /** Decoupled from the gradient: Loshchilov and Hutter 2019, arXiv:1711.05101, algorithm 2. */
  readonly weightDecay: number
}

export interface Lesson<Inputs extends Readonly<Record<string, tf.Tensor>>> {
  readonly variables: readonly tf.Variable[]
  /** Runs as one native graph: a function of its inputs and the variables alone. */
  readonly lossOf: (inputs: Inputs) => tf.Scalar
  /** The inputs of the next step, all of the same shapes; disposed of here. */
  readonly nextInputs: () => Inputs
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((share: number) => void) | undefined
}

/**
 * Moves variables down a loss by AdamW. Matrices and kernels decay, scales and offsets do not.
 *
 * @returns the mean loss of the last tenth of the steps
 */
export async function learn<Inputs extends Readonly<Record<string, tf.Tensor>>>(
  plan: LearningPlan,
  { variables, lossOf, nextInputs, signal, onProgress }: Lesson<Inputs>,
): Promise<number> {
  const all = [...variables]
  const decayed = all.filter(({ shape }) => shape.length > 1)
  const optimizer = new NativeAdam({ learningRate: plan.learningRate }, all)
  const update = graphFunction(({ keep, ...inputs }: Inputs & { readonly keep: tf.Tensor }) => {
    const { value, grads } = tf.variableGrads(() => lossOf(inputs as unknown as Inputs), all)
    for (const variable of decayed) variable.assign(tf.mul(variable, keep))
    return { loss: value, gradients: grads }
  }, all)
  try {
    const late: number[] = []
    for (let step = 0; step < plan.steps; step++) {
      signal?.throwIfAborted()
      optimizer.learningRate = learningRateAt(step, plan)
      const loss = tf.tidy(() => {
        const keep = tf.scalar(1 - optimizer.learningRate * plan.weightDecay)
        const { loss, gradients } = update({ ...nextInputs(), keep })
        optimizer.applyGradients(gradients)
        return loss.dataSync()[0] as never // tidy's types know tensors alone
      })
      if (step >= 0.9 * plan.steps) late.push(loss)
      if (step % 10 === 9) {
        onProgress?.((step + 1) / plan.steps)
        await setImmediate() // native runs block: here timers and Ctrl-C get their turn
      }
    }
    return late.reduce((sum, value) => sum + value, 0) / late.length
  } finally {
    update.dispose()
    optimizer.dispose()
  }
}

function learningRateAt(step: number, { steps, learningRate }: LearningPlan): number {
  const rise = Math.max(1, 0.05 * steps)
  return learningRate * Math.min((step + 1) / rise, (1 + Math.cos((Math.PI * step) / steps)) / 2)
}
