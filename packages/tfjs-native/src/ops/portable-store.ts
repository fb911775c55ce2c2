import type { Tensor, Variable } from '@tensorflow/tfjs'
import { tf } from '../tf.ts'
import type { OptimizerStore, Update } from './optimizer-store.ts'

/** On any backend: updates in JavaScript, a few nanoseconds a weight, where tfjs takes a dozen operations. */
export class PortableStore implements OptimizerStore {
  readonly #variables: readonly Variable[]
  /** Of each variable, each kind. */
  readonly #memory: readonly Float32Array[][]

  constructor(variables: readonly Variable[], kinds: number) {
    this.#variables = variables
    this.#memory = variables.map(({ size }) => Array.from({ length: kinds }, () => new Float32Array(size)))
  }

  apply({ inPlace }: Update, gradients: Readonly<Record<string, Tensor>>): void {
    this.#variables.forEach((variable, i) => {
      const gradient = gradients[variable.name]
      if (!gradient) return
      const { shape } = variable
      if (!tf.util.arraysEqual(gradient.shape, shape))
        throw new Error(
          `${variable.name} and its gradient do not have the same shape: [${shape}], [${gradient.shape}]`,
        )
      // a copy: who holds the old weights keeps them
      const weights = Float32Array.from(variable.dataSync<'float32'>())
      inPlace(weights, gradient.dataSync<'float32'>(), ...this.#memory[i]!)
      const moved = tf.tensor(weights, shape)
      variable.assign(moved)
      moved.dispose()
    })
  }

  read(kind: number, variable: number): Tensor {
    return tf.tensor(this.#memory[variable]![kind]!.slice(), this.#variables[variable]!.shape)
  }

  write(kind: number, variable: number, value: Tensor): void {
    this.#memory[variable]![kind]!.set(value.dataSync())
  }

  dispose(): void {} // nothing but arrays
}
