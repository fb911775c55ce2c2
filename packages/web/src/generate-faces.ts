import type { WebFace } from './face.ts'
import { sharedMaker } from './shared-maker.ts'
import { splitOptions, type GenerateFacesOptions } from './split-options.ts'

/**
 * Makes faces that belong to nobody.
 *
 * The model is loaded in a worker at the first call and shared by further calls.
 *
 * @param input options, or just a count
 * @returns all faces, in the order of their seeds
 * @throws InvalidOptionError, TooManyFacesError, and what `loadGenerator` throws
 */
export async function generateFaces(input: GenerateFacesOptions | number = {}): Promise<WebFace[]> {
  const { load, generate } = splitOptions(input)
  const maker = await sharedMaker(load)
  return maker.generate(generate)
}
