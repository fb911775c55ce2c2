import { mkdir, stat } from 'node:fs/promises'
import { writeAtomically } from './atomic-file.ts'
import { whyNotWritten } from './file-not-written.ts'

/**
 * Writes beside the target and renames, so that a reader never sees half a file.
 *
 * @throws FileNotWrittenError
 */
export async function writeFileAtomically(path: string, bytes: Uint8Array): Promise<void> {
  await writeAtomically(path, (file) => file.write(bytes))
}

/** Makes the folder, and those above it, where they are missing. @throws FileNotWrittenError */
export async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true }).catch((error: unknown) => {
    throw whyNotWritten(path, error)
  })
}

export async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory()
  } catch {
    return false
  }
}
