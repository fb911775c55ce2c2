import type { Tensor, Variable } from '@tensorflow/tfjs'
import { tensorflowBackend, type TensorflowBackend } from '../native-backend.ts'
import { tf } from '../tf.ts'
import { typeAttribute } from './native-op.ts'
import type { OptimizerStore, Update } from './optimizer-store.ts'

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

/** On libtensorflow: one operation a variable. */
export class ResourceStore implements OptimizerStore {
  readonly #backend: TensorflowBackend
  readonly #slots: readonly Slot[]

  /** @throws NativeBackendError TFJS_NATIVE_NOT_SET_UP before `useNativeBackend()` */
  constructor(variables: readonly Variable[], kinds: number) {
    this.#backend = tensorflowBackend()
    this.#slots = variables.map((variable) => ({
      variable,
      weights: this.#resource(variable),
      standIn: tf.keep(tf.zerosLike(variable)),
      memory: Array.from({ length: kinds }, () => tf.tidy(() => this.#resource(tf.zerosLike(variable)))),
    }))
  }

  apply({ operation, attributes, inputs }: Update, gradients: Readonly<Record<string, Tensor>>): void {
    const all = [typeAttribute(this.#backend), ...(attributes?.(this.#backend.binding) ?? [])]
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
          this.#backend.executeMultipleOutputs(operation, all, [weights, ...memory, ...numbers], 0)
        } finally {
          variable.assign(this.#read(weights))
        }
      }
    })
  }

  read(kind: number, variable: number): Tensor {
    return this.#read(this.#slots[variable]!.memory[kind]!)
  }

  write(kind: number, variable: number, value: Tensor): void {
    this.#assign(this.#slots[variable]!.memory[kind]!, value)
  }

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
