/**
 * SHA-256 without waiting: `crypto.subtle` answers later, and where a page is no secure context not at all.
 *
 * @returns the first 32 bits of the hash, big-endian, as an integer in [0, 2^32)
 * @see FIPS 180-4, section 6.2
 */
export function leadingWordOfSha256(message: Uint8Array): number {
  const state = Uint32Array.from(primes.slice(0, 8), (prime) => fraction(prime ** (1 / 2)))
  const blocks = pad(message)
  for (let offset = 0; offset < blocks.byteLength; offset += 64) compress(state, blocks, offset)
  return state[0]
}

/** The message, a bit of 1, zeros up to whole blocks of 64 bytes, and in the last eight the length in bits. */
function pad(message: Uint8Array): DataView {
  const padded = new Uint8Array(Math.ceil((message.length + 9) / 64) * 64)
  padded.set(message)
  padded[message.length] = 0x80
  const view = new DataView(padded.buffer)
  view.setBigUint64(padded.length - 8, BigInt(message.length) * 8n)
  return view
}

function compress(state: Uint32Array, blocks: DataView, offset: number): void {
  const w = new Uint32Array(64)
  for (let t = 0; t < 16; t++) w[t] = blocks.getUint32(offset + t * 4)
  for (let t = 16; t < 64; t++) {
    const s0 = rotate(w[t - 15], 7) ^ rotate(w[t - 15], 18) ^ (w[t - 15] >>> 3)
    const s1 = rotate(w[t - 2], 17) ^ rotate(w[t - 2], 19) ^ (w[t - 2] >>> 10)
    w[t] = w[t - 16] + s0 + w[t - 7] + s1
  }
  let [a, b, c, d, e, f, g, h] = state
  for (let t = 0; t < 64; t++) {
    const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
    const t1 = h + s1 + ((e & f) ^ (~e & g)) + roundConstants[t] + w[t]
    const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
    const t2 = s0 + ((a & b) ^ (a & c) ^ (b & c))
    ;[h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) >>> 0, c, b, a, (t1 + t2) >>> 0]
  }
  for (const [n, word] of [a, b, c, d, e, f, g, h].entries()) state[n] += word
}

function rotate(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits))
}

/** The first 32 bits behind the point; the 50 that a double has there leave room for a root's last bit to be wrong. */
function fraction(root: number): number {
  return ((root % 1) * 2 ** 32) >>> 0
}

const primes: readonly number[] = Array.from({ length: 312 }, (_, n) => n).filter(isPrime) // the first 64
const roundConstants = Uint32Array.from(primes, (prime) => fraction(prime ** (1 / 3)))

function isPrime(n: number): boolean {
  for (let divisor = 2; divisor * divisor <= n; divisor++) if (n % divisor === 0) return false
  return n > 1
}
