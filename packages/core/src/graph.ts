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

/**
 * Compares a graph with what its manifest says of it, before the first run.
 *
 * @returns one sentence per difference; none when they agree
 */
export function graphProblems(manifest: ModelManifest, { inputs, outputs }: GraphSignature): string[] {
  const { latent, input, output } = manifest
  const problems: string[] = []

  const z = inputs.find(({ name }) => name === input.name)
  if (!z) problems.push(`it has no input named ${input.name}; its inputs are ${namesOf(inputs)}`)
  else {
    if (z.type !== 'float32') problems.push(`input ${z.name} is ${z.type}, expected float32`)
    const size = z.shape
      .slice(1)
      .reduce<number>((product, n) => product * (typeof n === 'number' ? n : NaN), 1)
    if (z.shape.length < 2 || size !== latent.size)
      problems.push(`input ${z.name} is ${show(z.shape)}, expected [N,${latent.size}]`)
    else if (typeof z.shape[0] === 'number')
      problems.push(`input ${z.name} takes batches of ${z.shape[0]} only, expected any size`)
  }
  const others = inputs.filter(({ name }) => name !== input.name)
  if (z && others.length > 0)
    problems.push(`it also needs ${namesOf(others)}, which no manifest can describe`)

  const pictures = outputs.find(({ name }) => name === output.name)
  if (!pictures) problems.push(`it has no output named ${output.name}; its outputs are ${namesOf(outputs)}`)
  else {
    const { type, shape } = expectedOutput(manifest)
    if (pictures.type !== type) problems.push(`output ${pictures.name} is ${pictures.type}, expected ${type}`)
    if (pictures.shape.length > 0 && !agree(pictures.shape, shape))
      problems.push(`output ${pictures.name} is ${show(pictures.shape)}, expected ${show(shape)}`)
  }
  return problems
}

/** Numbers per face in the output tensor. */
export function outputSize(manifest: ModelManifest): number {
  const { shape } = expectedOutput(manifest)
  return shape.reduce<number>((product, n) => product * (typeof n === 'number' ? n : 1), 1)
}

function expectedOutput({ image, output }: ModelManifest): Omit<TensorSignature, 'name'> {
  const { width, height, channels } = image
  if (output.encoding === 'packed-rgba') return { type: 'int32', shape: ['N', height, width] }
  const shape = output.layout === 'NHWC' ? ['N', height, width, channels] : ['N', channels, height, width]
  return { type: output.type, shape }
}

/** A symbolic dimension may turn out to be anything. */
function agree(actual: TensorSignature['shape'], expected: TensorSignature['shape']): boolean {
  if (actual.length !== expected.length || typeof actual[0] === 'number') return false
  return actual.every((n, i) => typeof n === 'string' || n === expected[i])
}

function namesOf(tensors: readonly TensorSignature[]): string {
  return tensors.map(({ name }) => name).join(', ') || 'none'
}

function show(shape: TensorSignature['shape']): string {
  return `[${shape.join(',')}]`
}
