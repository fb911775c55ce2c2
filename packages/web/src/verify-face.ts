import type { Verification } from '@facegan/core'
import type { LoadOptions } from './load-options.ts'

/**
 * Makes the face again that a file claims to be, and compares: within one level in PNG and lossless WebP. A lossy file of quality 75 and up verifies
 * by what is left of it: another seed does not pass, a slight edit does.
 *
 * @param file such as an `<input type="file">` gives, or the file's bytes
 * @param options the model that is asked; it is shared with `generateFaces`
 * @throws InvalidOptionError, and what `loadGenerator` throws; never on what the file holds
 */
export async function verifyFace(
  file: Blob | ArrayBuffer | Uint8Array,
  options: LoadOptions = {},
): Promise<Verification> {
  const { verifyFile } = await import('./verify-file.ts') // pages that show faces do without
  return verifyFile(file, options)
}
