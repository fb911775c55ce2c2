import { open, rename } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Writes a file and returns once it is on the disk. */
export async function writeSynced(path: string, content: Uint8Array | string): Promise<void> {
  const file = await open(path, 'w')
  try {
    await file.writeFile(content)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Makes a finished file or folder appear under its name in one step, and the name durable. */
export async function renameSynced(from: string, to: string): Promise<void> {
  await rename(from, to)
  const folder = await open(dirname(to), 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

/** A small file that is either its old self or its new self, whenever the process dies. */
export async function writeAtomic(path: string, content: Uint8Array | string): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`
  await writeSynced(temporary, content)
  await renameSynced(temporary, path)
}
