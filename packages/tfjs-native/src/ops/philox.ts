/** Multipliers of the two products, and what the two halves of the key grow by in each round. */
const [multiply0, multiply1] = [0xd2511f53, 0xcd9e8d57]
const [weyl0, weyl1] = [0x9e3779b9, 0xbb67ae85]
const rounds = 10

/** Under which TensorFlow scrambles the seeds that it is given. */
const scramblingKey = [0x3ec8f720, 0x02461e29] as const

type Block = [number, number, number, number]

/**
 * 32-bit random words of a seed, as TensorFlow's stateless operations draw them on a CPU, bit for bit: Philox 4x32-10
 * in counter mode, key and counter being the scrambled seed.
 *
 * @param seed two 32-bit numbers, of either sign
 * @see Salmon et al. 2011, "Parallel Random Numbers: As Easy as 1, 2, 3"
 */
export function philoxWords(count: number, seed: readonly [number, number]): Uint32Array {
  const [first, second] = [seed[0] | 0, seed[1] | 0]
  // two 64-bit numbers, low word first: a seed's sign fills its high word
  const mixed: Block = [first, first >> 31, second, second >> 31]
  scramble(mixed, ...scramblingKey)
  const [key0, key1, high0, high1] = mixed
  const words = new Uint32Array(Math.ceil(count / 4) * 4)
  const block: Block = [0, 0, 0, 0]
  for (let i = 0; i < words.length; i += 4) {
    block[0] = i / 4
    block[1] = 0 // four thousand million blocks come before
    block[2] = high0
    block[3] = high1
    scramble(block, key0, key1)
    words.set(block, i)
  }
  return words.subarray(0, count)
}

/** One block of the cipher, in place. */
function scramble(block: Block, key0: number, key1: number): void {
  let [a, b, c, d] = block
  for (let round = 0; round < rounds; round++) {
    const high0 = highWord(multiply0, a)
    const low0 = Math.imul(multiply0, a)
    const high1 = highWord(multiply1, c)
    const low1 = Math.imul(multiply1, c)
    a = high1 ^ b ^ key0
    b = low1
    c = high0 ^ d ^ key1
    d = low0
    key0 = (key0 + weyl0) | 0
    key1 = (key1 + weyl1) | 0
  }
  block[0] = a
  block[1] = b
  block[2] = c
  block[3] = d
}

/** The upper 32 bits of the product of two unsigned 32-bit numbers. */
function highWord(x: number, y: number): number {
  const [xHigh, xLow, yHigh, yLow] = [x >>> 16, x & 0xffff, y >>> 16, y & 0xffff]
  const low = xLow * yLow
  const middle = xHigh * yLow + (low >>> 16) // below 2^33, exact
  const other = xLow * yHigh + (middle % 0x10000)
  return (xHigh * yHigh + Math.floor(middle / 0x10000) + Math.floor(other / 0x10000)) | 0
}
