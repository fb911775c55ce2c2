import { loadDataset } from '@facegan/trainer'
import type { LabelledFaces } from './labelled-faces.ts'
import type { LoadPeopleOptions } from './load-people.ts'

/**
 * Reads pictures of people whose names do not matter, folders or not; all of them count as one.
 *
 * @param path a folder, .tar, .tar.gz or .zip
 * @throws DataError when no picture is there
 */
export async function loadStrangers(path: string, options: LoadPeopleOptions = {}): Promise<LabelledFaces> {
  const { size = 64, signal, onMessage } = options
  const { pixels, count, names } = await loadDataset([{ path, repeat: 1 }], {
    size,
    minimum: 1,
    signal,
    onMessage,
  })
  return { size, pixels, labels: new Int32Array(count), people: ['strangers'], files: names }
}
