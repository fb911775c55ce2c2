import { open } from 'node:fs/promises'

const hdf5 = Buffer.from('\x89HDF\r\n\x1a\n', 'latin1')
const zip = Buffer.from('PK\x03\x04', 'latin1')

/** Whether a file begins as HDF5 files and zip archives do, which Keras writes. */
export async function isKerasFile(path: string): Promise<boolean> {
  const file = await open(path).catch(() => undefined)
  try {
    const start = Buffer.alloc(8)
    await file?.read(start, 0, 8, 0)
    return start.equals(hdf5) || start.subarray(0, 4).equals(zip)
  } catch {
    return false // a folder
  } finally {
    await file?.close()
  }
}
