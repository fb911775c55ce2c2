import type { Edit } from './edit.ts'
import { InvalidOptionError } from './errors.ts'
import type { FaceOfModel } from './face-model.ts'
import { various, type SyntheticLabel } from './label.ts'
import type { Mix } from './recipe.ts'

/**
 * What one label can say of several faces; `seed` is for the caller to tell.
 *
 * @param option the name under which the caller was given the faces
 * @throws InvalidOptionError on no faces, or faces of several sizes, models or truncations
 */
export function commonLabel(option: string, faces: readonly FaceOfModel[]): Omit<SyntheticLabel, 'seed'> {
  checkAlike(option, faces)
  const [{ truncation, model }] = faces
  return {
    truncation,
    mix: common<Mix>(faces.map(({ mix }) => mix)),
    edit: common<Edit>(faces.map(({ edit }) => edit)),
    modelName: model.name,
    modelSha256: model.sha256,
  }
}

function checkAlike(option: string, faces: readonly FaceOfModel[]): void {
  if (!Array.isArray(faces) || faces.length === 0)
    throw new InvalidOptionError(option, 'an array of at least one face', faces)
  const [first] = faces
  for (const { width, height, truncation, model } of faces) {
    if (width !== first.width || height !== first.height)
      throw new InvalidOptionError(
        option,
        `all ${first.width}x${first.height} like the first`,
        `${width}x${height}`,
      )
    if (model.sha256 !== first.model.sha256)
      throw new InvalidOptionError(option, `all of one model, ${first.model.name}`, model.name)
    if (truncation !== first.truncation)
      throw new InvalidOptionError(option, `all of one truncation, ${first.truncation}`, truncation)
  }
}

/** What all have, or that it varies. */
function common<T>(values: readonly (T | undefined)[]): T | typeof various | undefined {
  const texts = new Set(values.map((value) => JSON.stringify(value)))
  return texts.size === 1 ? values[0] : various
}
