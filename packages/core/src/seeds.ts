import { InvalidOptionError } from './errors.ts'

/** One more than the largest seed; seeds are what NumPy's `RandomState` accepts. */
export const seedLimit = 2 ** 32

/** What a user may write for seeds: `7`, `[1, 2]`, `'0-35'`, `'3,8,20-35'`. */
export type SeedsInput = number | string | readonly number[]

const expected = "integers from 0 to 4294967295, or ranges such as '0-35' or '3,8,20-35'"

/**
 * An ordered run of seeds that costs no memory per seed, so that a stream can be a billion faces long.
 * Seeds count up modulo 2^32 inside a range.
 */
export class SeedSequence {
  readonly length: number
  readonly #ranges: readonly SeedRange[]

  private constructor(ranges: readonly SeedRange[]) {
    this.#ranges = ranges
    this.length = ranges.reduce((sum, { count }) => sum + count, 0)
  }

  /** @throws InvalidOptionError on anything that is not a seed, a range or a list of them */
  static parse(input: SeedsInput): SeedSequence {
    if (typeof input === 'string') return new SeedSequence(input.split(',').map(parseRange))
    const list = typeof input === 'number' ? [input] : input
    if (!Array.isArray(list) || list.length === 0) throw new InvalidOptionError('seeds', expected, input)
    return new SeedSequence(mergeRuns((list as readonly number[]).map(checkOne)))
  }

  /** `count` seeds from `start` on, modulo 2^32. */
  static from(start: number, count: number): SeedSequence {
    return new SeedSequence([{ start: checkOne(start), count }])
  }

  /** The seeds at positions `begin` (inclusive) to `end` (exclusive, at most `length`). */
  slice(begin: number, end: number): number[] {
    const seeds: number[] = []
    let offset = 0 // position of the range's first seed
    for (const { start, count } of this.#ranges) {
      const first = Math.max(begin, offset)
      const last = Math.min(end, offset + count)
      for (let i = first; i < last; i++) seeds.push((start + (i - offset)) % seedLimit)
      offset += count
      if (offset >= end) break
    }
    return seeds
  }

  /** A seed that follows itself; undefined where none does. */
  twin(): number | undefined {
    return this.#ranges.find(({ start }, n) => n > 0 && lastOf(this.#ranges[n - 1]) === start)?.start
  }

  /** As a user would write it, and `parse` reads it back: `'3,8,20-35'`. */
  toString(): string {
    return this.#ranges
      .flatMap(({ start, count }) =>
        start + count <= seedLimit
          ? [[start, start + count - 1]]
          : [
              [start, seedLimit - 1],
              [0, start + count - 1 - seedLimit],
            ],
      )
      .map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`))
      .join(',')
  }
}

/** A start drawn at random, for calls that name no seed. */
export function randomSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0]
}

interface SeedRange {
  readonly start: number
  readonly count: number
}

function lastOf({ start, count }: SeedRange): number {
  return (start + count - 1) % seedLimit
}

function parseRange(text: string): SeedRange {
  const match = /^\s*(\d+)\s*(?:-\s*(\d+)\s*)?$/.exec(text)
  if (!match) throw new InvalidOptionError('seeds', expected, text)
  const start = checkOne(Number(match[1]))
  const end = match[2] === undefined ? start : checkOne(Number(match[2]))
  if (end < start) throw new InvalidOptionError('seeds', 'ranges that count up', text.trim())
  return { start, count: end - start + 1 }
}

function checkOne(seed: unknown): number {
  return checkSeed(seed, 'seeds', expected)
}

/** @throws InvalidOptionError unless it is one seed */
export function checkSeed(
  seed: unknown,
  option: string,
  allowed = 'an integer from 0 to 4294967295',
): number {
  if (!Number.isInteger(seed) || (seed as number) < 0 || (seed as number) >= seedLimit)
    throw new InvalidOptionError(option, allowed, seed)
  return seed as number
}

/** Consecutive seeds become one range: an array of a million neighbours is kept as two numbers. */
function mergeRuns(seeds: readonly number[]): SeedRange[] {
  const ranges: { start: number; count: number }[] = []
  for (const seed of seeds) {
    const last = ranges.at(-1)
    if (last && last.start + last.count === seed) last.count++
    else ranges.push({ start: seed, count: 1 })
  }
  return ranges
}
