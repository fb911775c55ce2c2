import { open } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { ModelCorruptError, ModelNotFoundError, messageOf } from '@facegan/core'

/**
 * The bytes at a file: or http(s): URL.
 *
 * @param limitBytes a server or a wrong file must not fill the memory: anything longer is refused
 * @param model what the user asked for, for messages
 * @throws ModelNotFoundError, ModelCorruptError, or the signal's reason
 */
export async function readUrl(
  url: URL,
  limitBytes: number,
  model: string,
  signal?: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  signal?.throwIfAborted()
  return url.protocol === 'file:'
    ? readFromDisk(url, limitBytes, model)
    : fetchBytes(url, limitBytes, model, signal)
}

async function readFromDisk(url: URL, limitBytes: number, model: string): Promise<Uint8Array<ArrayBuffer>> {
  const path = fileURLToPath(url)
  try {
    await using file = await open(path)
    const { size } = await file.stat()
    if (size > limitBytes) throw tooLong(path, limitBytes, `${size} bytes`)
    return new Uint8Array(await file.readFile())
  } catch (error) {
    if (error instanceof ModelCorruptError) throw error
    throw new ModelNotFoundError(model, whyNotRead(path, error), {
      hint: 'a model is a folder that holds facegan.json and the files that it names',
      cause: error,
    })
  }
}

async function fetchBytes(
  url: URL,
  limitBytes: number,
  model: string,
  signal?: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const response = await fetch(url, { signal: signal ?? null })
    if (!response.ok) {
      await response.body?.cancel()
      throw new ModelNotFoundError(model, `${url.href} answered ${response.status} ${response.statusText}`)
    }
    return await readAtMost(response, limitBytes, url.href)
  } catch (error) {
    signal?.throwIfAborted()
    if (error instanceof ModelNotFoundError || error instanceof ModelCorruptError) throw error
    // fetch says only "fetch failed"; its cause knows why
    const reason = messageOf((error as Error).cause ?? error)
    throw new ModelNotFoundError(model, `${url.href} could not be fetched: ${reason}`, {
      hint: 'check the address and the network',
      cause: error,
    })
  }
}

async function readAtMost(
  response: Response,
  limitBytes: number,
  where: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of response.body ?? []) {
    length += chunk.byteLength
    if (length > limitBytes) throw tooLong(where, limitBytes, 'more')
    chunks.push(chunk)
  }
  const bytes = new Uint8Array(length)
  let offset = 0
  for (const chunk of chunks) {
    bytes.set(chunk, offset)
    offset += chunk.byteLength
  }
  return bytes
}

function tooLong(where: string, limitBytes: number, actual: string): ModelCorruptError {
  return new ModelCorruptError(where, 'length', `at most ${limitBytes} bytes`, actual)
}

/** Names the cause of a failed read, from the system's code. */
export function whyNotRead(path: string, error: unknown): string {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ENOENT' || code === 'ENOTDIR') return `${path} does not exist`
  if (code === 'EACCES') return `no permission to read ${path}`
  if (code === 'EISDIR') return `${path} is a folder`
  return `${path} could not be read: ${messageOf(error)}`
}
