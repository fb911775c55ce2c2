import { DataError, loadDataset } from '@facegan/trainer'
import { RecognitionDataError } from './errors.ts'
import type { LabelledFaces } from './labelled-faces.ts'
import type { LoadPeopleOptions } from './load-people.ts'

const hint = 'give a folder or archive of photographs (JPEG, PNG or WebP) of people who are not in the data'

/**
 * Reads pictures of people whose names do not matter, folders or not; all of them count as one.
 *
 * @param path a folder, .tar, .tar.gz or .zip
 * @throws RecognitionDataError when no picture is there
 */
export async function loadStrangers(path: string, options: LoadPeopleOptions = {}): Promise<LabelledFaces> {
  const { size = 64, signal, onMessage } = options
  const source = [{ path, repeat: 1 }]
  const loading = loadDataset(source, { size, minimum: 0, signal, onMessage })
  const { pixels, count, names } = await loading.catch((error: unknown) => {
    throw error instanceof DataError ? new RecognitionDataError(error.message, hint, error) : error
  })
  if (count === 0) throw new RecognitionDataError(`Found no usable picture of other people in ${path}.`, hint)
  return { size, pixels, labels: new Int32Array(count), people: ['strangers'], files: names }
}
