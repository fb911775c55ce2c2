import type { DataType, TensorInfo } from '@tensorflow/tfjs'
import { NativeBackendError } from '../errors.ts'
import type { OpAttribute, TfjsBinding } from '../load-addon.ts'
import type { TensorflowBackend } from '../native-backend.ts'

/** One operation of a graph. */
export interface GraphNode {
  readonly name: string
  readonly operation: string
  /** `name:index` of the operation that puts it out, and which of its outputs. */
  readonly inputs: readonly string[]
  readonly attributes: readonly OpAttribute[]
  /** What a `Const` holds. */
  readonly constant?: Constant
}

export interface Constant {
  readonly shape: readonly number[]
  /** TensorFlow's number for the type. */
  readonly dtype: number
  readonly values: Float32Array | Int32Array | Uint8Array
}

/** Where tfjs's kernels meet TensorFlow: what is put in place while a function is recorded, and taken away again. */
interface Seams {
  binding: TfjsBinding
  /** Takes in values that JavaScript holds; they go to TensorFlow when an operation wants them. */
  move: (dataId: object, ...rest: readonly unknown[]) => void
  getInputTensorIds: (tensors: readonly TensorInfo[]) => number[]
  readonly tensorMap: { get(dataId: object): { readonly values: unknown } }
  getDTypeInteger(dtype: DataType): number
}

/** Names of the nodes through which a graph is given its tensors and gives its own. */
export const placeholderName = (position: number): string => `given${position}`
export const resultName = (position: number): string => `result${position}`

/**
 * Runs `compute` as always, one operation after the other, and writes down each that reached TensorFlow. What
 * JavaScript made on the way (shapes, scalars, zeros) is a constant of the graph; given tensors are placeholders.
 *
 * @returns the graph, in the order in which it ran
 * @param given tensors that may hold other values in the next run
 * @throws NativeBackendError TFJS_NATIVE_NOT_A_GRAPH when `compute` looks at a value that depends on what it was
 * given, or uses a tensor that was made before and not given
 */
export function record(
  backend: TensorflowBackend,
  given: readonly TensorInfo[],
  compute: () => readonly TensorInfo[],
): readonly GraphNode[] {
  const seams = backend as unknown as Seams
  const { binding, move, getInputTensorIds } = seams
  const nodes: GraphNode[] = []
  /** `name:index`, by the handle of a tensor. */
  const sources = new Map<number, string>()
  const constants = new Map<number, Constant>()
  const bornHere = new WeakSet<object>()

  const sourceOf = (id: number): string => {
    const known = sources.get(id)
    if (known) return known
    const constant = constants.get(id)
    if (!constant) throw notAGraph('It uses a tensor that was made before and not given to it.', give)
    const name = `op${nodes.length}`
    nodes.push({ name, operation: 'Const', inputs: [], attributes: [], constant })
    sources.set(id, `${name}:0`)
    return `${name}:0`
  }

  const typeOf = ({ dtype }: TensorInfo, name: string): OpAttribute => ({
    name,
    type: binding.TF_ATTR_TYPE,
    value: seams.getDTypeInteger(dtype),
  })

  seams.getInputTensorIds(given).forEach((id, position) => {
    const name = placeholderName(position)
    const attributes = [typeOf(given[position]!, 'dtype')]
    nodes.push({ name, operation: 'Placeholder', inputs: [], attributes })
    sources.set(id, `${name}:0`)
  })

  const listener: Partial<TfjsBinding> = {
    createTensor(shape, dtype, values) {
      const id = binding.createTensor(shape, dtype, values)
      constants.set(id, { shape, dtype, values: values.slice() })
      return id
    },
    executeOp(operation, attributes, inputs, outputs) {
      const from = inputs.map(sourceOf)
      const handles = binding.executeOp(operation, attributes, inputs, outputs)
      const name = `op${nodes.length}`
      nodes.push({ name, operation, inputs: from, attributes })
      handles.forEach(({ id }, output) => sources.set(id, `${name}:${output}`))
      return handles
    },
    tensorDataSync(id) {
      if (!sources.has(id)) return binding.tensorDataSync(id)
      throw notAGraph(
        'It looks at a value that depends on what it is given.',
        'Return the tensor and read it outside.',
      )
    },
  }
  // the addon's properties are read-only, so they are covered, not assigned
  seams.binding = Object.create(binding, Object.getOwnPropertyDescriptors(listener))
  seams.move = (dataId, ...rest) => {
    bornHere.add(dataId)
    move.call(backend, dataId, ...rest)
  }
  seams.getInputTensorIds = (tensors) => {
    for (const { dataId } of tensors) {
      // values that still wait in JavaScript are constants only if they were made in here
      const waiting = seams.tensorMap.get(dataId).values != null
      if (waiting && !bornHere.has(dataId))
        throw notAGraph('It uses a tensor that was made before and not given to it.', give)
    }
    return getInputTensorIds.call(backend, tensors)
  }
  try {
    const outputs = compute()
    // each with a node of its own, since TensorFlow does not put out what it was given
    seams.getInputTensorIds(outputs).forEach((id, position) => {
      const inputs = [sourceOf(id)]
      const attributes = [typeOf(outputs[position]!, 'T')]
      nodes.push({ name: resultName(position), operation: 'Identity', inputs, attributes })
    })
    return nodes
  } finally {
    Object.assign(seams, { binding, move, getInputTensorIds })
  }
}

const give = 'Give it as an input, or name the variable among `variables`.'

function notAGraph(what: string, remedy: string): NativeBackendError {
  return new NativeBackendError(
    'TFJS_NATIVE_NOT_A_GRAPH',
    `This function cannot become a graph: ${what}`,
    remedy,
  )
}
