import { concatBytes } from './bytes.ts'

/** A thousandfold of it at most comes out before the length is looked at. */
const stepBytes = 4096

/**
 * Unpacks zlib's format, as PNG uses it.
 *
 * @returns undefined on anything else, and on more than `limitBytes`
 */
export async function inflate(bytes: Uint8Array, limitBytes: number): Promise<Uint8Array | undefined> {
  const { readable, writable } = new DecompressionStream('deflate')
  const writer = writable.getWriter()
  async function feed(): Promise<void> {
    for (let at = 0; at < bytes.length; at += stepBytes) await writer.write(bytes.slice(at, at + stepBytes))
    await writer.close()
  }
  feed().catch(() => {}) // the reader fails as well, or has seen enough
  const reader = readable.getReader()
  const parts: Uint8Array[] = []
  let length = 0
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return concatBytes(parts)
      parts.push(value)
      length += value.length
      if (length > limitBytes) break
    }
    await reader.cancel()
  } catch {
    // not zlib's format
  }
  return undefined
}
