import {
  ModelCorruptError,
  ModelNotFoundError,
  checkModelFile,
  messageOf,
  type ModelFile,
} from '@facegan/core'
import type { ModelStore } from './model-store.ts'

/** How far the fetching of a model is. */
export interface DownloadProgress {
  /** Bytes here, those of an earlier visit included. */
  readonly bytes: number
  /** Bytes of the whole file. */
  readonly total: number
}

export interface Download {
  readonly file: ModelFile
  readonly url: URL
  /** What it is kept as. */
  readonly address: string
  /** What the user asked for, for messages. */
  readonly model: string
  readonly store: ModelStore | undefined
  readonly signal: AbortSignal | undefined
  readonly onDownload: ((progress: DownloadProgress) => void) | undefined
}

/** What ONNX itself can hold in one file. */
const sizeLimitBytes = 2 ** 31
/** Parts are kept as they come, so that a page that is closed loses less than this. */
const partBytes = 2 ** 20

/**
 * Gives a file whose length and hash are those of its manifest: from the store, from where its download broke off, or
 * from the start. Two tabs that want the same one do not both fetch it.
 *
 * @throws ModelNotFoundError, ModelCorruptError
 */
export function download(order: Download): Promise<Uint8Array<ArrayBuffer>> {
  const { file, store, signal } = order
  if (file.bytes > sizeLimitBytes)
    throw new ModelCorruptError(file.path, 'length', `at most ${sizeLimitBytes} bytes`, `${file.bytes} bytes`)
  const locks = navigator.locks as LockManager | undefined
  if (!store || !locks) return fetchFile(order, [])
  return locks.request(`facegan ${file.sha256}`, signal ? { signal } : {}, () => fetchRest(order, store))
}

async function fetchRest(order: Download, store: ModelStore): Promise<Uint8Array<ArrayBuffer>> {
  const { file, address } = order
  const begin = await store.begin(address, file.sha256)
  try {
    const bytes = await fetchFile(order, begin)
    if (begin.reduce((sum, { length }) => sum + length, 0) < file.bytes)
      await store.forget(address, file.sha256)
    return bytes
  } catch (error) {
    if (!(error instanceof ModelCorruptError)) throw error
    await store.forget(address)
    if (begin.length === 0) throw error
    return fetchRest(order, store) // what was kept was damaged, or was the begin of another file
  }
}

async function fetchFile(
  { file, url, address, model, store, signal, onDownload }: Download,
  begin: readonly Uint8Array[],
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(file.bytes)
  let at = 0
  let kept = 0
  let keeping = Promise.resolve()
  function append(part: Uint8Array): void {
    if (at + part.length > file.bytes)
      throw new ModelCorruptError(file.path, 'length', `${file.bytes} bytes`, 'more')
    bytes.set(part, at)
    at += part.length
    onDownload?.({ bytes: at, total: file.bytes })
  }
  function keep(): void {
    const from = kept
    const part = bytes.slice(from, (kept = at))
    keeping = keeping.then(() => store?.keepPart(address, file.sha256, from, part))
  }

  for (const part of begin) append(part)
  kept = at
  if (at < file.bytes) {
    const response = await request(url, model, signal, at > 0 ? { Range: `bytes=${at}-` } : {})
    if (response.status !== 206) at = kept = 0
    try {
      for await (const piece of piecesOf(response)) {
        append(piece)
        if (at - kept >= partBytes) keep()
      }
    } catch (error) {
      signal?.throwIfAborted()
      throw error instanceof ModelCorruptError ? error : broken(url, model, error)
    } finally {
      if (at > kept) keep()
      await keeping
    }
  }
  await checkModelFile(file, bytes.subarray(0, at))
  return bytes
}

/** @throws ModelNotFoundError unless the server answers with what was asked for */
export async function request(
  url: URL,
  model: string,
  signal: AbortSignal | undefined,
  headers: Record<string, string> = {},
): Promise<Response> {
  const response = await fetch(url, { headers, signal: signal ?? null }).catch((cause: unknown) => {
    signal?.throwIfAborted()
    throw broken(url, model, cause)
  })
  if (response.ok) return response
  if (headers['Range']) return request(url, model, signal) // it will not go on from there
  throw new ModelNotFoundError(model, `${readable(url)} answered with status ${response.status}`, {
    hint: 'the folder must hold facegan.json and the files that it names',
  })
}

function broken(url: URL, model: string, cause: unknown): ModelNotFoundError {
  return new ModelNotFoundError(model, `${readable(url)} could not be fetched: ${messageOf(cause)}`, {
    hint: 'check the address; a server on another origin must allow this page with CORS headers',
    cause,
  })
}

/** Not every browser lets a stream be iterated. */
async function* piecesOf({ body }: Response): AsyncGenerator<Uint8Array> {
  const reader = body?.getReader()
  try {
    for (let result; (result = await reader?.read()) && !result.done;) yield result.value
  } finally {
    reader?.cancel().catch(() => {}) // of a body that nobody reads on
  }
}

/** Bundlers turn small files into `data:` addresses, which nobody wants to read in a message. */
export function readable({ href }: URL): string {
  return href.length > 200 ? `${href.slice(0, 60)}…` : href
}
