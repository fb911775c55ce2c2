import type { NodeFace } from './face.ts'
import { sharedGenerator } from './shared-generator.ts'
import { splitOptions, type GenerateFacesOptions } from './split-options.ts'

/**
 * Makes faces that belong to nobody.
 *
 * The model is loaded at the first call and shared by further calls; it never keeps the process alive.
 *
 * @param input options, or just a count
 * @returns all faces, in the order of their seeds
 * @throws InvalidOptionError, TooManyFacesError, and what `loadGenerator` throws
 */
export async function generateFaces(input: GenerateFacesOptions | number = {}): Promise<NodeFace[]> {
  const { load, generate } = splitOptions(input)
  const generator = await sharedGenerator(load)
  return generator.generate(generate)
}
