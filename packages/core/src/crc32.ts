/**
 * The checksum of a PNG chunk. Bit by bit, without a table: a label has a thousand bytes.
 *
 * @returns unsigned
 * @see PNG, third edition, 5.5 and annex D: https://www.w3.org/TR/png-3/#5CRC-algorithm
 */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return ~crc >>> 0
}
