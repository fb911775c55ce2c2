import type { Tensor, Variable } from '@tensorflow/tfjs'
import { NativeBackendError } from '../errors.ts'
import type { OpAttribute } from '../load-addon.ts'
import { tensorflowBackend, type TensorflowBackend } from '../native-backend.ts'
import { tf } from '../tf.ts'
import { typeAttribute } from './native-op.ts'

/** What `getWeights` gives and `setWeights` takes; the names are for people, the order counts. */
export interface NamedTensor {
  readonly name: string
  readonly tensor: Tensor
}

/** One update of one variable: a TensorFlow operation, and its inputs behind the resources. */
export interface Update {
  readonly operation: string
  readonly attributes?: readonly OpAttribute[]
  readonly inputs: readonly (number | 'gradient')[]
}

/** TensorFlow's name for a resource that goes away with its last handle. */
const ANONYMOUS = 'cd2c89b7-88b7-44c8-ad83-06c2a9158347'

interface Slot {
  readonly variable: Variable
  /** TensorFlow resource variables: the weights, then what the method remembers of each. */
  readonly weights: Tensor
  readonly memory: readonly Tensor[]
  /** What the variable holds during an update: TensorFlow first copies weights that somebody else can see. */
  readonly standIn: Tensor
}

/** An optimizer that takes one TensorFlow operation a variable where tfjs takes a dozen. */
export abstract class NativeOptimizer {
  /** May be changed between steps. */
  learningRate: number
  readonly #remembered: readonly string[]
  readonly #backend: TensorflowBackend
  readonly #slots: readonly Slot[]
  #steps = 0

  /**
   * @param remembered what the method keeps of each variable, each in its shape and zero at first
   * @throws NativeBackendError TFJS_NATIVE_NOT_SET_UP before `useNativeBackend()`
   */
  constructor(learningRate: number, variables: readonly Variable[], remembered: readonly string[]) {
    this.learningRate = learningRate
    this.#remembered = remembered
    this.#backend = tensorflowBackend()
    this.#slots = variables.map((variable) => ({
      variable,
      weights: this.#resource(variable),
      standIn: tf.keep(tf.zerosLike(variable)),
      memory: remembered.map(() => tf.tidy(() => this.#resource(tf.zerosLike(variable)))),
    }))
  }

  /** The update of this step. @param step from 1 */
  protected abstract update(step: number, backend: TensorflowBackend): Update

  /**
   * One step.
   *
   * @param gradients by variable name, as `tf.variableGrads` gives them; the caller disposes of them.
   *   Variables without one stay as they are.
   */
  applyGradients(gradients: Readonly<Record<string, Tensor>>): void {
    this.#steps++
    const { operation, attributes = [], inputs } = this.update(this.#steps, this.#backend)
    const type = typeAttribute(this.#backend)
    tf.tidy(() => {
      const given = inputs.map((input) => (input === 'gradient' ? input : tf.scalar(input)))
      for (const { variable, weights, memory, standIn } of this.#slots) {
        const gradient = gradients[variable.name]
        if (!gradient) continue
        // others may have assigned to the variable; no bytes are copied here, TensorFlow counts references
        this.#assign(weights, variable)
        variable.assign(standIn)
        try {
          const numbers = given.map((input) => (input === 'gradient' ? gradient : input))
          const all = [weights, ...memory, ...numbers]
          this.#backend.executeMultipleOutputs(operation, [type, ...attributes], all, 0)
        } finally {
          variable.assign(this.#read(weights))
        }
      }
    })
  }

  /** Step count, then each kind of memory of all variables: copies, for the caller to dispose of. */
  async getWeights(): Promise<NamedTensor[]> {
    const memories = this.#remembered.flatMap((kind, k) =>
      this.#slots.map(({ variable, memory }) => ({
        name: `${variable.name}/${kind}`,
        tensor: this.#read(memory[k]!),
      })),
    )
    return [{ name: 'steps', tensor: tf.scalar(this.#steps, 'int32') }, ...memories]
  }

  /** Takes what `getWeights` gave, in its order. Throws NativeBackendError TFJS_NATIVE_BAD_ARGUMENT. */
  async setWeights(weights: readonly NamedTensor[]): Promise<void> {
    const [steps, ...tensors] = weights.map(({ tensor }) => tensor)
    const targets = this.#remembered.flatMap((_, k) =>
      this.#slots.map(({ variable, memory }) => ({ shape: variable.shape, resource: memory[k]! })),
    )
    const fits =
      tensors.length === targets.length &&
      tensors.every(({ shape }, i) => tf.util.arraysEqual(shape, targets[i]!.shape))
    if (!steps || !fits) {
      throw new NativeBackendError(
        'TFJS_NATIVE_BAD_ARGUMENT',
        `These ${weights.length} tensors are not the state of ${this.constructor.name} for these ${this.#slots.length} variables.`,
        `Give ${1 + targets.length}: the step count, then ${this.#remembered.join(', ') || 'nothing'} of each variable in its shape.`,
      )
    }
    this.#steps = (await steps.data())[0]!
    targets.forEach(({ resource }, i) => this.#assign(resource, tensors[i]!))
  }

  /** Frees the state; the variables stay. */
  dispose(): void {
    for (const { weights, memory, standIn } of this.#slots) tf.dispose([weights, ...memory, standIn])
  }

  /** A resource variable that holds `value`; lives until `dispose`, whatever `tf.tidy` it is made in. */
  #resource(value: Tensor): Tensor {
    const { TF_ATTR_SHAPE, TF_ATTR_STRING } = this.#backend.binding
    const handle = this.#backend.executeSingleOutput(
      'VarHandleOp',
      [
        typeAttribute(this.#backend, 'dtype'),
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
    const type = typeAttribute(this.#backend, 'dtype')
    this.#backend.executeMultipleOutputs('AssignVariableOp', [type], [resource, value], 0)
  }

  #read(resource: Tensor): Tensor {
    const type = typeAttribute(this.#backend, 'dtype')
    return this.#backend.executeMultipleOutputs('ReadVariableOp', [type], [resource], 1)[0]!
  }
}
