/**
 * Whether a file is kept from training. Decided by its content alone: copies stay together, neither order nor name
 * matters, and no picture changes sides when others come or go.
 *
 * @param hash SHA-256 of the file's bytes, hexadecimal
 * @param share of all files to keep out, in [0, 1)
 */
export function isHeldOut(hash: string, share: number): boolean {
  return Number.parseInt(hash.slice(0, 8), 16) < share * 2 ** 32
}
