import { ModelCorruptError, ModelNotFoundError, checkModelFile, type ModelFile } from '@facegan/core'
import type { Response } from 'undici'
import { UnreachableError } from './errors.ts'
import type { HttpClient } from './http-client.ts'
import type { PartialFile, Validator } from './partial-file.ts'
import { withRetries } from './with-retries.ts'

/** How far the fetching of a model is. */
export interface DownloadProgress {
  /** Bytes here, those of an earlier attempt included. */
  readonly bytes: number
  /** Bytes of the whole file. */
  readonly total: number
}

export interface Download {
  readonly url: URL
  readonly file: ModelFile
  /** What the user asked for, for messages. */
  readonly model: string
  readonly client: HttpClient
  /** Where the bytes are kept too; undefined for nowhere. */
  readonly partial: PartialFile | undefined
  readonly signal: AbortSignal | undefined
  readonly onDownload: ((progress: DownloadProgress) => void) | undefined
}

/** What ONNX itself can hold in one file. */
const sizeLimitBytes = 2 ** 31

/**
 * Fetches a file, again and again from where a connection broke, and checks it.
 *
 * @param again what was put together of parts was wrong once: it is not tried a third time
 * @throws ModelCorruptError where the server has another file; ModelNotFoundError; UnreachableError
 */
export async function download(order: Download, again = false): Promise<Uint8Array<ArrayBuffer>> {
  const { file, url, partial, client, signal } = order
  if (file.bytes > sizeLimitBytes)
    throw new ModelCorruptError(url.href, 'length', `at most ${sizeLimitBytes} bytes`, `${file.bytes} bytes`)
  const bytes = new Uint8Array(file.bytes)
  const left = await partial?.read()
  let at = 0
  let validator = left?.validator
  if (left && left.bytes.length <= file.bytes) {
    bytes.set(left.bytes)
    at = left.bytes.length
  }
  let joined = at > 0
  let furthest = at
  const report = () => order.onDownload?.({ bytes: at, total: file.bytes })

  await withRetries(async (gained) => {
    if (at === file.bytes) return
    const response = await client.get(url, at > 0 ? rangeHeaders(at, validator) : {})
    if (at > 0 && [304, 412, 416].includes(response.status)) {
      await response.body?.cancel()
      at = 0 // it will not go on from there; from the start it may
      throw new UnreachableError(`it answered ${response.status} to a range`, { temporary: true })
    }
    if (response.status !== 200 && response.status !== 206) throw await refused(order, response)
    const start = response.status === 206 ? startOf(response) : 0
    if (start !== at && start !== 0) {
      await response.body?.cancel()
      at = 0
      throw new UnreachableError('it answered another range than was asked for', { temporary: true })
    }
    at = start
    joined ||= start > 0
    validator = validatorOf(response)
    await partial?.begin(at, validator)
    report()
    for await (const piece of client.piecesOf(response)) {
      if (at + piece.length > file.bytes) {
        await partial?.discard()
        throw new ModelCorruptError(url.href, 'length', `at most ${file.bytes} bytes`, 'more')
      }
      bytes.set(piece, at)
      await partial?.append(piece)
      at += piece.length
      if (at > furthest) gained()
      furthest = Math.max(furthest, at)
      report()
    }
    if (at < file.bytes) await endedEarly(order, response, at)
  }, signal)

  try {
    await checkModelFile(file, bytes)
  } catch (error) {
    await partial?.discard()
    if (joined && !again) return download(order, true)
    throw error
  }
  await partial?.finish()
  return bytes
}

/** A weak ETag promises no equal bytes; without a strong one the hash decides in the end. */
function rangeHeaders(at: number, validator: Validator | undefined): Record<string, string> {
  const strong = validator?.etag?.startsWith('"') ? validator.etag : validator?.lastModified
  return { range: `bytes=${at}-`, ...(strong ? { 'if-range': strong } : {}) }
}

function validatorOf({ headers }: Response): Validator {
  return { etag: headers.get('etag'), lastModified: headers.get('last-modified') }
}

/** Of `Content-Range: bytes 100-199/200`; NaN where it does not say. */
function startOf({ headers }: Response): number {
  return Number(/^bytes (\d+)-/.exec(headers.get('content-range') ?? '')?.[1] ?? NaN)
}

async function refused({ model, url }: Download, response: Response): Promise<ModelNotFoundError> {
  await response.body?.cancel()
  return new ModelNotFoundError(model, `${url.href} answered ${response.status} ${response.statusText}`)
}

/** A length that was announced and kept is the server's word; without one, this was a broken connection. */
async function endedEarly(
  { url, file, partial }: Download,
  { headers }: Response,
  at: number,
): Promise<never> {
  if (!headers.has('content-length') && !headers.has('transfer-encoding'))
    throw new UnreachableError('the connection broke', { temporary: true })
  await partial?.discard()
  throw new ModelCorruptError(url.href, 'length', `${file.bytes} bytes`, `${at} bytes`)
}
