import type { Tensor, Variable } from '@tensorflow/tfjs'
import { NativeBackendError } from '../errors.ts'
import { tf } from '../tf.ts'
import { isNative } from './native-op.ts'
import type { OptimizerStore, Update } from './optimizer-store.ts'
import { PortableStore } from './portable-store.ts'
import { ResourceStore } from './resource-store.ts'

/** What `getWeights` gives and `setWeights` takes; the names are for people, the order counts. */
export interface NamedTensor {
  readonly name: string
  readonly tensor: Tensor
}

/**
 * An optimizer that takes one TensorFlow operation a variable where tfjs takes a dozen. On another backend than the native one
 * it does the same in JavaScript; what it saves on one goes on on the other.
 */
export abstract class NativeOptimizer {
  /** May be changed between steps. */
  learningRate: number
  readonly #variables: readonly Variable[]
  readonly #remembered: readonly string[]
  readonly #store: OptimizerStore
  #steps = 0

  /** @param remembered what the method keeps of each variable, each in its shape and zero at first */
  constructor(learningRate: number, variables: readonly Variable[], remembered: readonly string[]) {
    this.learningRate = learningRate
    this.#variables = variables
    this.#remembered = remembered
    const Store = isNative() ? ResourceStore : PortableStore
    this.#store = new Store(variables, remembered.length)
  }

  /** The update of this step. @param step from 1 */
  protected abstract update(step: number): Update

  /**
   * One step.
   *
   * @param gradients by variable name, as `tf.variableGrads` gives them; the caller disposes of them.
   *   Variables without one stay as they are.
   */
  applyGradients(gradients: Readonly<Record<string, Tensor>>): void {
    this.#steps++
    this.#store.apply(this.update(this.#steps), gradients)
  }

  /** Step count, then each kind of memory of all variables: copies, for the caller to dispose of. */
  async getWeights(): Promise<NamedTensor[]> {
    const memories = this.#remembered.flatMap((kind, k) =>
      this.#variables.map((variable, i) => ({
        name: `${variable.name}/${kind}`,
        tensor: this.#store.read(k, i),
      })),
    )
    return [{ name: 'steps', tensor: tf.scalar(this.#steps, 'int32') }, ...memories]
  }

  /** Takes what `getWeights` gave, in its order. Throws NativeBackendError TFJS_NATIVE_BAD_ARGUMENT. */
  async setWeights(weights: readonly NamedTensor[]): Promise<void> {
    const [steps, ...tensors] = weights.map(({ tensor }) => tensor)
    const targets = this.#remembered.flatMap((_, kind) =>
      this.#variables.map(({ shape }, variable) => ({ shape, kind, variable })),
    )
    const fits =
      tensors.length === targets.length &&
      tensors.every(({ shape }, i) => tf.util.arraysEqual(shape, targets[i]!.shape))
    if (!steps || !fits) {
      throw new NativeBackendError(
        'TFJS_NATIVE_BAD_ARGUMENT',
        `These ${weights.length} tensors are not the state of ${this.constructor.name} for these ${this.#variables.length} variables.`,
        `Give ${1 + targets.length}: the step count, then ${this.#remembered.join(', ') || 'nothing'} of each variable in its shape.`,
      )
    }
    this.#steps = (await steps.data())[0]!
    targets.forEach(({ kind, variable }, i) => this.#store.write(kind, variable, tensors[i]!))
  }

  /** Frees the state; the variables stay. */
  dispose(): void {
    this.#store.dispose()
  }
}
