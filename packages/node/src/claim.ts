import {
  SeedSequence,
  checkEdit,
  editText,
  messageOf,
  mixText,
  various,
  type Edit,
  type Mix,
  type SyntheticLabel,
} from '@facegan/core'
import type { Metadata } from 'sharp'
import { drawSheet, sheetSize } from './draw-sheet.ts'
import type { Pixels } from './encode.ts'
import type { NodeFace } from './face.ts'
import type { NodeFaceGenerator } from './load-generator.ts'
import type { Verification } from './verification.ts'

/** More faces on one sheet than anybody looks at. */
const sheetLimit = 4096

/** Why the model at hand does not give what the label claims; undefined where it may. */
export function whyNotMade(
  label: SyntheticLabel,
  { manifest }: NodeFaceGenerator,
  { pages = 1, autoOrient: { width, height } }: Metadata,
): Pick<Verification, 'verdict' | 'detail'> | undefined {
  const { seed, mix, edit, sheet, modelName, modelSha256 } = label
  if (modelSha256 !== manifest.files.generator.sha256)
    return {
      verdict: 'other-model',
      detail: `made by ${modelName} (SHA-256 ${modelSha256.slice(0, 12)}…), not by ${manifest.name}`,
    }
  if (pages > 1)
    return { verdict: 'not-verifiable', detail: 'an animation; its label does not tell its frames' }
  const count = SeedSequence.parse(seed).length
  if (count > sheetLimit || (count > 1 && !sheet))
    return {
      verdict: 'not-verifiable',
      detail: 'a label of many faces that does not tell how they are laid out',
    }
  if (mix === various || edit === various)
    return {
      verdict: 'not-verifiable',
      detail: 'a sheet of faces that were mixed or edited each in its own way',
    }
  const size = sheet ? sheetSize(manifest.image, count, sheet) : manifest.image
  if (size.width !== width || size.height !== height)
    return {
      verdict: 'different',
      detail: `claims ${claimOf(label)}, which is ${size.width}x${size.height}; this is ${width}x${height}`,
    }
  try {
    checkEdit(edit, manifest, true)
  } catch (error) {
    return { verdict: 'different', detail: `claims what the model cannot do: ${messageOf(error)}` }
  }
  return undefined
}

/** What the label claims, made again; after `whyNotMade` had nothing against it. */
export async function remake(
  label: SyntheticLabel,
  generator: NodeFaceGenerator,
  signal: AbortSignal | undefined,
): Promise<Pixels> {
  const { truncation, sheet } = label
  const [mix, edit] = [label.mix as Mix | undefined, label.edit as Edit | undefined]
  const settings = { truncation, edit, beyond: true, signal }
  const sequence = SeedSequence.parse(label.seed)
  const seeds = sequence.slice(0, sequence.length)
  let faces: NodeFace[]
  if (mix) {
    faces = []
    for (const seed of seeds) faces.push(await generator.mix(seed, mix.seed, mix.t, settings))
  } else faces = await generator.generate({ seeds, ...settings })
  return sheet ? drawSheet(faces, sheet) : faces[0]
}

/** `seed 42 of faces-64, mixed 8@0.5, edited smile=1.5, truncation 0.7` */
export function claimOf({ seed, truncation, mix, edit, sheet, modelName }: SyntheticLabel): string {
  return [
    `${sheet ? 'a sheet of ' : ''}seed${typeof seed === 'number' ? '' : 's'} ${seed} of ${modelName}`,
    ...(mix ? [`mixed ${mixText(mix)}`] : []),
    ...(edit ? [`edited ${editText(edit)}`] : []),
    ...(truncation === 1 ? [] : [`truncation ${truncation}`]),
  ].join(', ')
}
