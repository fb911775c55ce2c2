/**
 * Whether a WebP's pixels are coded without loss, from the names of its chunks.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9649
 */
export function isLosslessWebp(file: Uint8Array): boolean {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  let at = 12 // behind RIFF, its length, WEBP
  while (at + 8 <= file.length) {
    const name = String.fromCharCode(...file.subarray(at, at + 4))
    if (name === 'VP8L') return true
    if (name === 'VP8 ') return false
    const bytes = view.getUint32(at + 4, true)
    at += 8 + bytes + (bytes % 2)
  }
  return false
}
