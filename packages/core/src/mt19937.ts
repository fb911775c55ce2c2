/**
 * The Mersenne Twister MT19937, seeded the way `numpy.random.RandomState(seed)` seeds it.
 *
 * @see Matsumoto & Nishimura 1998, "Mersenne Twister: a 623-dimensionally equidistributed uniform
 * pseudo-random number generator", doi:10.1145/272991.272995
 */
export class Mt19937 {
  readonly #state = new Uint32Array(stateSize)
  #position = stateSize

  /** @param seed integer in [0, 2^32) */
  constructor(seed: number) {
    const state = this.#state
    state[0] = seed
    for (let i = 1; i < stateSize; i++) {
      const previous = state[i - 1]
      state[i] = Math.imul(initMultiplier, previous ^ (previous >>> 30)) + i
    }
  }

  /** The next 32 random bits, as an integer in [0, 2^32). */
  uint32(): number {
    if (this.#position === stateSize) this.#refill()
    let y = this.#state[this.#position++]
    y ^= y >>> 11
    y ^= (y << 7) & 0x9d2c5680
    y ^= (y << 15) & 0xefc60000
    return (y ^ (y >>> 18)) >>> 0
  }

  /** Uniform in [0, 1) with 53 random bits: NumPy's `random_sample`. */
  double(): number {
    const high = this.uint32() >>> 5 // 27 bits
    const low = this.uint32() >>> 6 // 26 bits
    return (high * 2 ** 26 + low) / 2 ** 53
  }

  #refill(): void {
    const state = this.#state
    for (let i = 0; i < stateSize; i++) {
      const joined = (state[i] & 0x80000000) | (state[(i + 1) % stateSize] & 0x7fffffff)
      const twisted = (joined >>> 1) ^ (joined & 1 ? twistMatrix : 0)
      state[i] = state[(i + shift) % stateSize] ^ twisted
    }
    this.#position = 0
  }
}

const stateSize = 624
const shift = 397
const twistMatrix = 0x9908b0df
const initMultiplier = 1812433253
