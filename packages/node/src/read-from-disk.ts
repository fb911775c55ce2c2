import { open } from 'node:fs/promises'
import { ModelCorruptError, ModelNotFoundError, messageOf } from '@facegan/core'

/**
 * @param limitBytes a wrong file must not fill the memory: anything longer is refused
 * @param model what the user asked for, for messages
 * @throws ModelNotFoundError, ModelCorruptError
 */
export async function readFromDisk(
  path: string,
  limitBytes: number,
  model: string,
): Promise<Uint8Array<ArrayBuffer>> {
  try {
    await using file = await open(path)
    const { size } = await file.stat()
    if (size > limitBytes)
      throw new ModelCorruptError(path, 'length', `at most ${limitBytes} bytes`, `${size} bytes`)
    return new Uint8Array(await file.readFile())
  } catch (error) {
    if (error instanceof ModelCorruptError) throw error
    throw new ModelNotFoundError(model, whyNotRead(path, error), {
      hint: 'a model is a folder that holds facegan.json and the files that it names',
      cause: error,
    })
  }
}

/** Names the cause of a failed read, from the system's code. */
export function whyNotRead(path: string, error: unknown): string {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ENOENT' || code === 'ENOTDIR') return `${path} does not exist`
  if (code === 'EACCES') return `no permission to read ${path}`
  if (code === 'EISDIR') return `${path} is a folder`
  return `${path} could not be read: ${messageOf(error)}`
}
