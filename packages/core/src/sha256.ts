/**
 * SHA-256 without waiting: `crypto.subtle` answers later, and where a page is no secure context not at all.
 *
 * @returns the 32 bytes of the hash
 * @see FIPS 180-4, section 6.2
 */
export function sha256(message: Uint8Array): Uint8Array<ArrayBuffer> {
  const state = Int32Array.from(primes.slice(0, 8), (prime) => fraction(prime ** (1 / 2)))
  const schedule = new Int32Array(64)
  const blocks = pad(message)
  for (let offset = 0; offset < blocks.byteLength; offset += 64) compress(state, blocks, offset, schedule)
  const hash = new DataView(new ArrayBuffer(32))
  for (const [n, word] of state.entries()) hash.setInt32(n * 4, word)
  return new Uint8Array(hash.buffer)
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

/** @param w room for the message schedule, of 64 words */
function compress(state: Int32Array, blocks: DataView, offset: number, w: Int32Array): void {
  for (let t = 0; t < 16; t++) w[t] = blocks.getInt32(offset + t * 4)
  for (let t = 16; t < 64; t++) {
    const s0 = rotate(w[t - 15], 7) ^ rotate(w[t - 15], 18) ^ (w[t - 15] >>> 3)
    const s1 = rotate(w[t - 2], 17) ^ rotate(w[t - 2], 19) ^ (w[t - 2] >>> 10)
    w[t] = (w[t - 16] + s0 + w[t - 7] + s1) | 0
  }
  let [a, b, c, d, e, f, g, h] = state
  for (let t = 0; t < 64; t++) {
    const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + roundConstants[t] + w[t]) | 0
    const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0
    h = g
    g = f
    f = e
    e = (d + t1) | 0
    d = c
    c = b
    b = a
    a = (t1 + t2) | 0
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
const roundConstants = Int32Array.from(primes, (prime) => fraction(prime ** (1 / 3)))

function isPrime(n: number): boolean {
  for (let divisor = 2; divisor * divisor <= n; divisor++) if (n % divisor === 0) return false
  return n > 1
}
