// Asks for faces with options of every kind. Each case must give the faces that were asked for, or an error of ours
// that names an option: never another error, never another number of faces. Argument: how many cases.

import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { FaceganError, generateFaces } from '../../packages/node/dist/index.js'

const model = fileURLToPath(new URL('../../test/fixtures/tiny-model', import.meta.url))
const codes = ['FACEGAN_INVALID_OPTION', 'FACEGAN_TOO_MANY_FACES']

const senseless = fc.anything({ withBigInt: true, withDate: true, withTypedArray: true, maxDepth: 1 })
/** @template T @param {fc.Arbitrary<T>} right */
const mostly = (right) => fc.oneof({ weight: 6, arbitrary: right }, { weight: 1, arbitrary: senseless })
const seed = fc.integer({ min: 0, max: 2 ** 32 - 1 })
const range = fc.tuple(seed, fc.integer({ min: -2, max: 20 })).map(([from, n]) => `${from}-${from + n}`)
const seeds = fc.oneof(
  seed,
  fc.array(seed, { maxLength: 20 }),
  fc.array(fc.oneof(range, seed.map(String)), { maxLength: 4 }).map((parts) => parts.join(',')),
  fc.string({ unit: fc.constantFrom(...'0123456789,- e.'), maxLength: 6 }),
)
const options = fc.record(
  {
    seeds: mostly(seeds),
    count: mostly(fc.integer({ min: 1, max: 20 })),
    truncation: mostly(fc.double({ min: 0, max: 1, noNaN: true })),
    batchSize: mostly(fc.integer({ min: 1, max: 40 })),
    edit: mostly(fc.dictionary(fc.constantFrom('smile', 'age', 'x'), fc.double())),
    beyond: mostly(fc.boolean()),
    threads: mostly(fc.integer({ min: 1, max: 2 })),
    device: mostly(fc.constantFrom('auto', 'cpu')),
    onProgress: mostly(fc.constant(() => {})),
    other: senseless,
  },
  { requiredKeys: [] },
)

let made = 0
let refused = 0
/** One face or as many as seeds, when the seeds are a list. @param {any} asked */
function expectedCount({ count, seeds }) {
  return count ?? (Array.isArray(seeds) ? seeds.length : typeof seeds === 'number' ? 1 : undefined)
}

await fc.assert(
  fc.asyncProperty(
    fc.oneof({ weight: 20, arbitrary: options }, { weight: 1, arbitrary: senseless }),
    async (asked) => {
      const input =
        typeof asked === 'object' && asked !== null && !Array.isArray(asked) ? { ...asked, model } : asked
      try {
        const faces = await generateFaces(/** @type {any} */ (input))
        made += 1
        const expected = typeof input === 'number' ? input : expectedCount(input ?? {})
        if (expected !== undefined && faces.length !== expected)
          throw new Error(`${faces.length} faces came, expected ${expected}`)
        for (const { data } of faces)
          if (data.length !== 8 * 8 * 4 && data.length !== 64 * 64 * 4)
            throw new Error('a face of a wrong size')
      } catch (error) {
        if (!FaceganError.isInstance(error) || !codes.includes(error.code)) throw error
        if (!/`.+`|faces/s.test(error.message)) throw new Error(`names no option: ${error.message}`)
        refused += 1
      }
    },
  ),
  { numRuns: Number(process.argv[2]), endOnFailure: true },
)
process.stdout.write(`${made} cases gave their faces, ${refused} were refused by name\n`)
if (made === 0 || refused === 0) process.exitCode = 1
