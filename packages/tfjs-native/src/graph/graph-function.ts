import type { Tensor, Variable } from '@tensorflow/tfjs'
import { tensorflowBackend } from '../native-backend.ts'
import { isNative } from '../ops/native-op.ts'
import { tf } from '../tf.ts'
import { loadGraph } from './load-graph.ts'
import { placeholderName, record, resultName } from './recording.ts'
import { leavesOf, withLeaves, type TensorTree } from './tensor-tree.ts'

/** A function of tensors that runs as one native graph. */
export interface GraphFunction<Inputs extends Readonly<Record<string, Tensor>>, Outputs extends TensorTree> {
  /** The caller disposes of what it gets, or does so by `tf.tidy`. */
  (inputs: Inputs): Outputs
  /** Frees the graphs; the next call makes them anew. */
  dispose(): void
}

interface Graph<Outputs> {
  /** The addon's number of it. */
  readonly id: number
  readonly inputNames: string
  readonly outputNames: string
  readonly outputs: Outputs
  /** Variables that the function assigns to; their values come behind its outputs. */
  readonly written: readonly Variable[]
}

/**
 * What `tf.function` is in Python: the first call with tensors of some shapes runs `compute` operation by operation and
 * writes down what it does; from then on TensorFlow runs that as one graph, which it has simplified (common parts
 * computed once, casts and reshapes folded) and spread over the cores. Gradients inside `compute` are a part of the graph.
 *
 * `compute` has to be a function of its inputs and of `variables` alone. JavaScript in it runs while it is
 * written down and never again: random numbers need their seed as an input, and a value cannot be looked at inside.
 *
 * On a GPU, and where the native backend is not in use, it runs `compute` at every call.
 *
 * @param variables all that `compute` reads or assigns to
 * @throws (a call) NativeBackendError TFJS_NATIVE_NOT_A_GRAPH, TFJS_NATIVE_NO_TEMPORARY_FOLDER
 * @see Agrawal et al. 2019, "TensorFlow Eager: A Multi-Stage, Python-Embedded DSL for Machine Learning", arXiv:1903.01855
 */
export function graphFunction<Inputs extends Readonly<Record<string, Tensor>>, Outputs extends TensorTree>(
  compute: (inputs: Inputs) => Outputs,
  variables: readonly Variable[] = [],
): GraphFunction<Inputs, Outputs> {
  const graphs = new Map<string, Graph<Outputs>>()

  const call = (inputs: Inputs): Outputs => {
    if (!isNative() || tensorflowBackend().binding.isUsingGpuDevice())
      return tf.tidy(() => compute(inputs) as never)
    const given = [...Object.values(inputs), ...variables]
    const signature = [
      ...Object.keys(inputs),
      ...given.map(({ dtype, shape }) => `${dtype}[${shape}]`),
    ].join()
    let graph = graphs.get(signature)
    if (!graph) graphs.set(signature, (graph = writeDown(() => compute(inputs), given, variables)))
    return run(graph, given)
  }
  const dispose = () => {
    if (graphs.size === 0) return
    const { binding } = tensorflowBackend()
    for (const { id } of graphs.values()) binding.deleteSavedModel(id)
    graphs.clear()
  }
  return Object.assign(call, { dispose })
}

/** Variables hold afterwards what they held before. */
function writeDown<Outputs extends TensorTree>(
  compute: () => Outputs,
  given: readonly Tensor[],
  variables: readonly Variable[],
): Graph<Outputs> {
  const backend = tensorflowBackend()
  let graph: Graph<Outputs>
  tf.tidy(() => {
    const before = variables.map((variable) => variable.clone())
    let outputs: Outputs
    let written: Variable[] = []
    const nodes = record(backend, given, () => {
      outputs = compute()
      written = variables.filter(({ dataId }, i) => dataId !== before[i]!.dataId)
      return [...leavesOf(outputs), ...written]
    })
    variables.forEach((variable, i) => written.includes(variable) && variable.assign(before[i]!))
    graph = {
      id: loadGraph(backend.binding, nodes),
      inputNames: given.map((_, i) => `${placeholderName(i)}:0`).join(),
      outputNames: [...leavesOf(outputs!), ...written].map((_, i) => `${resultName(i)}:0`).join(),
      outputs: outputs!,
      written,
    }
  })
  return graph!
}

function run<Outputs extends TensorTree>(graph: Graph<Outputs>, given: readonly Tensor[]): Outputs {
  const { id, inputNames, outputNames, outputs, written } = graph
  const backend = tensorflowBackend()
  const handles = backend.binding.runSavedModel(id, backend.getInputTensorIds(given), inputNames, outputNames)
  const tensors = handles.map((handle) => backend.createOutputTensor(handle))
  const values = tensors.splice(tensors.length - written.length)
  written.forEach((variable, i) => {
    variable.assign(values[i]!)
    values[i]!.dispose()
  })
  return withLeaves(outputs, tensors)
}
