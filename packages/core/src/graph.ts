import type { ElementType } from './manifest-graph.ts'
import type { ModelManifest } from './manifest.ts'

/** What a runtime reads from an opened ONNX graph; a symbolic dimension is a string. */
export interface GraphSignature {
  readonly inputs: readonly TensorSignature[]
  readonly outputs: readonly TensorSignature[]
}

export interface TensorSignature {
  readonly name: string
  /** ONNX element type, such as `float32`. */
  readonly type: string
  /** Empty when the graph does not say. */
  readonly shape: readonly (number | string)[]
}

/** How a graph is fed and read: its manifest and its signature put together. */
export interface GraphPlan {
  readonly z: { readonly type: ElementType; readonly shape: TensorSignature['shape'] }
  /** Faces in a run; undefined for any number. */
  readonly batch: number | undefined
}

/** @throws Error where the graph has no such input: `graphProblems` says so before */
export function planOf(manifest: ModelManifest, { inputs, outputs }: GraphSignature): GraphPlan {
  const { input, output } = manifest
  const z = inputs.find(({ name }) => name === input.name)
  if (!z) throw new Error(`no input ${input.name}`)
  const shape = input.shape ?? z.shape
  const result = outputs.find(({ name }) => name === output.name)
  const fixed = [z.shape[0], shape[0], result?.shape[0]].find((n) => typeof n === 'number')
  return { z: { type: z.type as ElementType, shape }, batch: manifest.batch ?? fixed }
}

/** Numbers per face in the output tensor. */
export function outputSize({ image, output }: Pick<ModelManifest, 'image' | 'output'>): number {
  return image.width * image.height * (output.encoding === 'packed-rgba' ? 1 : image.channels)
}
