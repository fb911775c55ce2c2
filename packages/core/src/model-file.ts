import { ModelCorruptError } from './errors.ts'
import type { ModelFile } from './manifest.ts'

/**
 * Compares a file with what its manifest says of it. Hashes off the calling thread.
 *
 * @throws ModelCorruptError on another length or another SHA-256
 */
export async function checkModelFile(file: ModelFile, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  if (bytes.byteLength !== file.bytes)
    throw new ModelCorruptError(file.path, 'length', `${file.bytes} bytes`, `${bytes.byteLength} bytes`)
  const sha256 = await sha256Of(bytes)
  if (sha256 !== file.sha256) throw new ModelCorruptError(file.path, 'SHA-256', file.sha256, sha256)
}

/** SHA-256 as 64 lower-case hexadecimal digits. */
export async function sha256Of(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = await digestOf(bytes)
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

async function digestOf(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  // where a page came over plain http, browsers have none
  if (crypto.subtle) return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  const { sha256 } = await import('./sha256.ts')
  return sha256(bytes)
}
