import { extraInputProblems } from './extra-inputs.ts'
import { planOf, type GraphSignature, type TensorSignature } from './graph.ts'
import type { ModelManifest } from './manifest.ts'

/**
 * Compares a graph with what its manifest says of it, before the first run.
 *
 * @returns one sentence per difference; none when they agree
 */
export function graphProblems(manifest: ModelManifest, graph: GraphSignature): string[] {
  const { latent, input, output, extraInputs = [] } = manifest
  const { inputs, outputs } = graph
  const problems = extraInputProblems(extraInputs)
  const expect = ({ name, shape }: TensorSignature, kind: string, expected: string) =>
    problems.push(`${kind} ${name} is ${show(shape)}, expected ${expected}`)

  const z = inputs.find(({ name }) => name === input.name)
  if (!z) return [`it has no input named ${input.name}; its inputs are ${namesOf(inputs)}`]
  const { z: fed, batch } = planOf(manifest, graph)
  if (!/^float(32|16)$/.test(z.type))
    problems.push(`input ${z.name} is ${z.type}, expected float32 or float16`)
  const size = fed.shape.slice(1).reduce<number>((product, n) => product * Number(n), 1)
  if (fed.shape.length < 2 || size !== latent.size || !agreeWhereStated(z, fed.shape))
    expect(z, 'input', input.shape ? show(input.shape) : `[N,${latent.size}]`)
  if ([z.shape[0], fed.shape[0]].some((n) => typeof n === 'number' && n !== batch))
    problems.push(`input ${z.name} takes batches of ${z.shape[0]}, expected ${batch}`)

  const others = inputs.filter(({ name }) => name !== z.name)
  for (const other of others) {
    const extra = extraInputs.find(({ name }) => name === other.name)
    if (!extra) problems.push(`it also needs input ${other.name}, which \`extraInputs\` does not have`)
    else {
      if (other.type !== extra.type)
        problems.push(`input ${other.name} is ${other.type}, expected ${extra.type}`)
      if (!agreeWhereStated(other, extra.shape)) expect(other, 'input', show(extra.shape))
      if (extra.value === 'normal' && batch !== 1 && !extra.shape.includes('N'))
        problems.push(`input ${other.name} is noise of each face: its shape needs an N`)
    }
  }
  for (const { name } of extraInputs)
    if (!others.some((other) => other.name === name))
      problems.push(`it has no input named ${name}; its inputs are ${namesOf(inputs)}`)

  const pictures = outputs.find(({ name }) => name === output.name)
  if (!pictures) problems.push(`it has no output named ${output.name}; its outputs are ${namesOf(outputs)}`)
  else {
    const { type, shape } = expectedOutput(manifest)
    if (pictures.type !== type) problems.push(`output ${pictures.name} is ${pictures.type}, expected ${type}`)
    if (pictures.shape.length > 0 && !holdsPictures(pictures.shape, shape, batch))
      expect(pictures, 'output', show(shape))
  }
  return problems
}

function expectedOutput({ image, output }: ModelManifest): Omit<TensorSignature, 'name'> {
  const { width, height, channels } = image
  if (output.encoding === 'packed-rgba') return { type: 'int32', shape: ['N', height, width] }
  const shape = output.layout === 'NHWC' ? ['N', height, width, channels] : ['N', channels, height, width]
  return { type: output.type, shape }
}

/** The expected axes, or one flat one; more or fewer of length 1 change nothing. */
function holdsPictures(
  [first, ...rest]: TensorSignature['shape'],
  [, ...expected]: TensorSignature['shape'],
  batch: number | undefined,
): boolean {
  if (typeof first === 'number' && first !== batch) return false
  const [own, wanted] = [withoutOnes(rest), withoutOnes(expected)]
  return agree(rest, expected) || agree(own, wanted) || agree(own, [productOf(expected)])
}

function withoutOnes(shape: TensorSignature['shape']): TensorSignature['shape'] {
  return shape.filter((n) => n !== 1)
}

/** A symbolic dimension may turn out to be anything. */
function agree(actual: TensorSignature['shape'], expected: TensorSignature['shape']): boolean {
  return (
    actual.length === expected.length &&
    actual.every((n, i) => typeof n === 'string' || typeof expected[i] === 'string' || n === expected[i])
  )
}

/** A tensor without axes is one number, or one whose shape the graph does not state. */
function agreeWhereStated({ shape }: TensorSignature, expected: TensorSignature['shape']): boolean {
  return shape.length === 0 || agree(shape, expected)
}

function productOf(shape: TensorSignature['shape']): number {
  return shape.reduce<number>((product, n) => product * (typeof n === 'number' ? n : 1), 1)
}

function namesOf(tensors: readonly TensorSignature[]): string {
  return tensors.map(({ name }) => name).join(', ') || 'none'
}

function show(shape: TensorSignature['shape']): string {
  return `[${shape.join(',')}]`
}
