import { drawSheet, sheetSize } from './draw-sheet.ts'
import { checkEdit, type Edit } from './edit.ts'
import type { Enlarge } from './enlarge-pixels.ts'
import { messageOf } from './errors.ts'
import type { Face } from './face.ts'
import type { FaceGenerator } from './generator.ts'
import type { PictureFile } from './image-format.ts'
import { editText, mixText, various, type SyntheticLabel } from './label.ts'
import type { ModelManifest } from './manifest.ts'
import type { Pixels } from './pixels.ts'
import type { Mix } from './recipe.ts'
import { SeedSequence } from './seeds.ts'
import type { Verification } from './verification.ts'

/** More faces on one sheet than anybody looks at. */
const sheetLimit = 4096

/** Why the model at hand does not give what the label claims; undefined where it may. */
export function whyNotMade(
  label: SyntheticLabel,
  manifest: ModelManifest,
  { animated, width, height }: Pick<PictureFile, 'animated' | 'width' | 'height'>,
): Pick<Verification, 'verdict' | 'detail'> | undefined {
  const { seed, mix, edit, sheet, modelName, modelSha256 } = label
  if (modelSha256 !== manifest.files.generator.sha256)
    return {
      verdict: 'other-model',
      detail: `made by ${modelName} (SHA-256 ${modelSha256.slice(0, 12)}…), not by ${manifest.name}`,
    }
  if (animated)
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
  generator: FaceGenerator,
  enlarge: Enlarge,
  signal: AbortSignal | undefined,
): Promise<Pixels> {
  const { truncation, sheet } = label
  const [mix, edit] = [label.mix as Mix | undefined, label.edit as Edit | undefined]
  const settings = { truncation, edit, beyond: true, signal }
  const sequence = SeedSequence.parse(label.seed)
  const seeds = sequence.slice(0, sequence.length)
  let faces: Face[]
  if (mix) {
    faces = []
    for (const seed of seeds) faces.push(await generator.mix(seed, mix.seed, mix.t, settings))
  } else faces = await generator.generate({ seeds, ...settings })
  return sheet ? drawSheet(faces, sheet, enlarge) : faces[0]
}

/** `seed 42 of faces-64, enlarged 4 times, mixed 8@0.5, edited smile=1.5, truncation 0.7` */
export function claimOf({ seed, truncation, mix, edit, sheet, modelName }: SyntheticLabel): string {
  const single = typeof seed === 'number'
  return [
    single ? `seed ${seed} of ${modelName}` : `a sheet of seeds ${seed} of ${modelName}`,
    ...(single && sheet && sheet.scale > 1 ? [`enlarged ${sheet.scale} times`] : []),
    ...(mix ? [`mixed ${mixText(mix)}`] : []),
    ...(edit ? [`edited ${editText(edit)}`] : []),
    ...(truncation === 1 ? [] : [`truncation ${truncation}`]),
  ].join(', ')
}
