import type { Tensor, Variable } from '@tensorflow/tfjs'
import { NativeBackendError } from '../errors.ts'
import { tensorflowBackend, type TensorflowBackend } from '../native-backend.ts'
import { tf } from '../tf.ts'

export interface AdamOptions {
  /** May be changed between steps through `learningRate`. */
  readonly learningRate: number
  /** Decay of the mean gradient, in [0, 1). @default 0.9 */
  readonly beta1?: number
  /** Decay of the mean squared gradient, in [0, 1). @default 0.999 */
  readonly beta2?: number
  /** @default 1e-7, as `tf.train.adam` */
  readonly epsilon?: number
}

/** What `getWeights` gives and `setWeights` takes; the names are for people, the order counts. */
export interface NamedTensor {
  readonly name: string
  readonly tensor: Tensor
}

/** TensorFlow's name for a resource that goes away with its last handle. */
const ANONYMOUS = 'cd2c89b7-88b7-44c8-ad83-06c2a9158347'

interface Slot {
  readonly variable: Variable
  /** TensorFlow resource variables: the weights, and the two moments of their gradient. */
  readonly weights: Tensor
  readonly mean: Tensor
  readonly square: Tensor
}

/**
 * Adam in one TensorFlow operation for each variable, where `tf.train.adam` takes a dozen. The same
 * numbers up to float32 rounding, its epsilon outside the bias correction included.
 *
 * @see Kingma and Ba 2014, arXiv:1412.6980
 */
export class NativeAdam {
  learningRate: number
  readonly #beta1: number
  readonly #beta2: number
  readonly #epsilon: number
  readonly #backend: TensorflowBackend
  readonly #slots: readonly Slot[]
  #steps = 0

  /** Throws NativeBackendError TFJS_NATIVE_NOT_SET_UP before `useNativeBackend()`. */
  constructor(
    { learningRate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7 }: AdamOptions,
    variables: readonly Variable[],
  ) {
    this.learningRate = learningRate
    this.#beta1 = beta1
    this.#beta2 = beta2
    this.#epsilon = epsilon
    this.#backend = tensorflowBackend()
    this.#slots = variables.map((variable) => ({
      variable,
      weights: this.#resource(variable),
      mean: this.#zeros(variable),
      square: this.#zeros(variable),
    }))
  }

  /**
   * One step.
   *
   * @param gradients by variable name, as `tf.variableGrads` gives them; the caller disposes of them.
   *   Variables without one stay as they are.
   */
  applyGradients(gradients: Readonly<Record<string, Tensor>>): void {
    this.#steps++
    const power1 = this.#beta1 ** this.#steps
    const power2 = this.#beta2 ** this.#steps
    // TensorFlow adds epsilon before it corrects the bias, tfjs and the paper after it
    const epsilon = this.#epsilon * Math.sqrt(1 - power2)
    tf.tidy(() => {
      const scalars = [power1, power2, this.learningRate, this.#beta1, this.#beta2, epsilon].map((value) =>
        tf.scalar(value),
      )
      for (const { variable, weights, mean, square } of this.#slots) {
        const gradient = gradients[variable.name]
        if (!gradient) continue
        // others may have assigned to the variable; no bytes are copied here, TensorFlow counts references
        this.#assign(weights, variable)
        this.#run('ResourceApplyAdam', [weights, mean, square, ...scalars, gradient], 0)
        variable.assign(this.#read(weights))
      }
    })
  }

  /** Step count, mean gradients, mean squared gradients: copies, for the caller to dispose of. */
  async getWeights(): Promise<NamedTensor[]> {
    const moments = (kind: 'mean' | 'square'): NamedTensor[] =>
      this.#slots.map((slot) => ({ name: `${slot.variable.name}/${kind}`, tensor: this.#read(slot[kind]) }))
    return [
      { name: 'steps', tensor: tf.scalar(this.#steps, 'int32') },
      ...moments('mean'),
      ...moments('square'),
    ]
  }

  /** Takes what `getWeights` gave, in its order. Throws NativeBackendError TFJS_NATIVE_BAD_ARGUMENT. */
  async setWeights(weights: readonly NamedTensor[]): Promise<void> {
    const [steps, ...moments] = weights.map(({ tensor }) => tensor)
    const count = this.#slots.length
    const shapes = [...this.#slots, ...this.#slots].map(({ variable }) => variable.shape)
    const fits =
      moments.length === shapes.length && moments.every((m, i) => tf.util.arraysEqual(m.shape, shapes[i]!))
    if (!steps || !fits) {
      throw new NativeBackendError(
        'TFJS_NATIVE_BAD_ARGUMENT',
        `These ${weights.length} tensors are not the state of Adam for these ${count} variables.`,
        `Give ${1 + 2 * count}: the step count, then both moments of each variable in its shape.`,
      )
    }
    this.#steps = (await steps.data())[0]!
    this.#slots.forEach(({ mean, square }, i) => {
      this.#assign(mean, moments[i]!)
      this.#assign(square, moments[count + i]!)
    })
  }

  /** Frees the state; the variables stay. */
  dispose(): void {
    for (const { weights, mean, square } of this.#slots) tf.dispose([weights, mean, square])
  }

  #zeros(variable: Variable): Tensor {
    return tf.tidy(() => this.#resource(tf.zerosLike(variable)))
  }

  /** A resource variable that holds `value`; lives until `dispose`, whatever `tf.tidy` it is made in. */
  #resource(value: Tensor): Tensor {
    const { TF_FLOAT, TF_ATTR_TYPE, TF_ATTR_SHAPE, TF_ATTR_STRING } = this.#backend.binding
    const handle = this.#backend.executeSingleOutput(
      'VarHandleOp',
      [
        { name: 'dtype', type: TF_ATTR_TYPE, value: TF_FLOAT },
        { name: 'shape', type: TF_ATTR_SHAPE, value: value.shape },
        { name: 'container', type: TF_ATTR_STRING, value: '' },
        { name: 'shared_name', type: TF_ATTR_STRING, value: ANONYMOUS },
      ],
      [],
    )
    this.#assign(handle, value)
    return tf.keep(handle)
  }

  #assign(resource: Tensor, value: Tensor): void {
    this.#run('AssignVariableOp', [resource, value], 0)
  }

  #read(resource: Tensor): Tensor {
    return this.#run('ReadVariableOp', [resource], 1)[0]!
  }

  #run(operation: string, inputs: readonly Tensor[], outputs: number): Tensor[] {
    const { TF_FLOAT, TF_ATTR_TYPE } = this.#backend.binding
    const name = operation === 'ResourceApplyAdam' ? 'T' : 'dtype'
    return this.#backend.executeMultipleOutputs(
      operation,
      [{ name, type: TF_ATTR_TYPE, value: TF_FLOAT }],
      inputs,
      outputs,
    )
  }
}
