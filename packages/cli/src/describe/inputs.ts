import type { ExtraInput, GraphSignature, TensorSignature } from '@facegan/core'
import { CannotDescribeError, type Finding, type Wishes } from './description.ts'

/** Names that tools and papers give the latent, the surest first. */
const latentNames = [
  /^(z|latents?|latent_?codes?|zs?_?in(put)?)$/i,
  /latent|noise_?input|^z/i,
  /^(w|ws|styles?|noise|input|dense_input|x)$/i,
]
/** Names of float inputs that are no latent. */
const otherNames = /trunc|psi|label|class|cond|onehot|alpha|sigma|time|step/i

/** @throws CannotDescribeError where no input can be a latent, or an open size leaves its length unknown */
export function chooseLatent({ inputs }: GraphSignature, wishes: Wishes): [TensorSignature, Finding['how']] {
  const named = wishes.latent === undefined ? undefined : inputs.find(({ name }) => name === wishes.latent)
  if (wishes.latent !== undefined && !named)
    throw new CannotDescribeError(`It has no input named ${wishes.latent}; ${listOf(inputs)}.`)
  const possible = named
    ? [named]
    : inputs.filter(
        ({ name, type, shape }) =>
          /^float(16|32)$/.test(type) && shape.length >= 2 && !otherNames.test(name) && !(name in wishes.set),
      )
  if (possible.length === 0)
    throw new CannotDescribeError(
      `None of its inputs can be a latent z, which is float32 or float16 with a batch axis; ${listOf(inputs)}.`,
      'a network that takes pictures, labels or text alone is no generator that facegan can run',
    )
  const [chosen] = possible.toSorted((a, b) => rankOf(a) - rankOf(b))
  const open = chosen.shape.slice(1).filter((n) => typeof n !== 'number')
  if (open.length > 0)
    throw new CannotDescribeError(
      `Input ${chosen.name} is ${show(chosen)}: the graph leaves ${open.join(' and ')} open, and the size of the picture may depend on it.`,
      'export it with fixed sizes, or write the manifest by hand with `input.shape` (docs/models.md)',
    )
  return [chosen, named ? 'given' : possible.length === 1 ? 'read' : 'guessed']
}

/** Small is likely: a known name first, then few axes that are longer than 1, as a latent has and noise maps have not. */
function rankOf({ name, shape }: TensorSignature): number {
  const known = latentNames.findIndex((names) => names.test(name))
  return (known === -1 ? latentNames.length : known) * 10 + shape.slice(1).filter((n) => n !== 1).length
}

/** @throws CannotDescribeError on an input whose value nobody can guess */
export function guessExtraInputs(
  { inputs }: GraphSignature,
  latent: TensorSignature,
  { set }: Wishes,
): { extraInputs: ExtraInput[]; findings: Finding[] } {
  const others = inputs.filter(({ name }) => name !== latent.name)
  const unknown = Object.keys(set).find((name) => !others.some((other) => other.name === name))
  if (unknown !== undefined)
    throw new CannotDescribeError(`It has no other input named ${unknown}; ${listOf(inputs)}.`)
  const findings: Finding[] = []
  const extraInputs = others.map((input) => {
    const value = set[input.name] ?? guessValue(input)
    if (value === undefined)
      throw new CannotDescribeError(
        `It also needs input ${input.name}, ${show(input)}${otherNames.test(input.name) || /int/.test(input.type) ? ', perhaps the label of a class' : ''}.`,
        `if it may stay the same for every face, say so: --set ${input.name}=0 (or =normal for noise of each face)`,
      )
    const shape = input.shape.map((n, axis) => {
      if (typeof n === 'number') return n
      if (axis === 0) return 'N' as const
      throw new CannotDescribeError(
        `Input ${input.name} is ${show(input)}: the graph leaves ${n} open.`,
        'export it with fixed sizes, or write the manifest by hand (docs/models.md)',
      )
    })
    findings.push({
      what: `input ${input.name}`,
      value: `${show(input)}: ${value === 'normal' ? 'normals drawn from the seed' : `always ${value}`}`,
      how: input.name in set ? 'given' : 'guessed',
    })
    return { name: input.name, type: input.type as ExtraInput['type'], shape, value }
  })
  return { extraInputs, findings }
}

function guessValue({ name, type }: TensorSignature): number | 'normal' | undefined {
  if (type === 'bool') return 0 // training, or "return more": off
  if (!type.startsWith('float')) return undefined
  if (/trunc|psi/i.test(name)) return 1
  return /noise|eps|rand/i.test(name) ? 'normal' : undefined
}

export function show({ type, shape }: TensorSignature): string {
  return `${type} [${shape.map((n, axis) => (typeof n === 'string' && axis === 0 ? 'N' : n || '?')).join(',')}]`
}

function listOf(inputs: readonly TensorSignature[]): string {
  return `its inputs are ${inputs.map((input) => `${input.name} ${show(input)}`).join(', ') || 'none'}`
}
