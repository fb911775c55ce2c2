import type { WebFace } from './face.ts'
import { sharedMaker } from './shared-maker.ts'
import { splitOptions, type GenerateFacesOptions } from './split-options.ts'

/**
 * Makes faces one after another in constant memory, however many: the next batch is in the making while you hold
 * this one, and no further. The model is shared with `generateFaces`.
 *
 * @param input options, or just a count
 * @throws InvalidOptionError at once; what `loadGenerator` throws when the first face is asked for
 */
export function streamFaces(
  input: GenerateFacesOptions | number = {},
): AsyncGenerator<WebFace, void, undefined> {
  const { load, generate } = splitOptions(input)
  return (async function* () {
    const maker = await sharedMaker(load)
    yield* maker.stream(generate)
  })()
}
