// Asks for faces with options of every kind. Each case must give the faces that were asked for, or an error of ours
// that names an option: never another error, never another number of faces. Argument: how many cases.

import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { FaceganError, generateFaces } from '../../packages/node/dist/index.js'

const model = fileURLToPath(new URL('../../test/fixtures/tiny-model', import.meta.url))
const codes = new Set(['FACEGAN_INVALID_OPTION', 'FACEGAN_TOO_MANY_FACES'])

const senseless = fc.anything({ withBigInt: true, withDate: true, withTypedArray: true, maxDepth: 1 })
const seed = fc.integer({ min: 0, max: 2 ** 32 - 1 })
const range = fc
  .tuple(fc.integer({ min: 0, max: 2 ** 32 - 21 }), fc.nat(20))
  .map(([from, n]) => `${from}-${from + n}`)
const seeds = fc.oneof(
  seed,
  fc.array(seed, { minLength: 1, maxLength: 20 }),
  fc.array(fc.oneof(range, seed.map(String)), { minLength: 1, maxLength: 4 }).map((parts) => parts.join(',')),
)
const settings = {
  truncation: fc.double({ min: 0, max: 1, noNaN: true }),
  batchSize: fc.integer({ min: 1, max: 40 }),
  edit: fc.constant({}),
  beyond: fc.boolean(),
  threads: fc.integer({ min: 1, max: 2 }),
  device: fc.constantFrom('auto', 'cpu'),
  onProgress: fc.constant(() => {}),
}
const right = fc.oneof(
  fc.record({ seeds, ...settings }, { requiredKeys: [] }),
  fc.record({ count: fc.integer({ min: 1, max: 20 }), ...settings }, { requiredKeys: [] }),
)
/** What people write by mistake. */
const odd = fc.oneof(
  senseless,
  fc.constantFrom(NaN, -0, -1, 0.5, 1e9, 2 ** 32, Infinity, '', 'gpu', '5-3', '1-', null),
  fc.string({ unit: fc.constantFrom(...'0123456789,- e.'), maxLength: 6 }),
  fc.dictionary(fc.constantFrom('smile', 'x'), fc.double()),
)
const names = fc.constantFrom('count', 'seeds', 'other', ...Object.keys(settings))
const nearlyRight = fc
  .tuple(right, names, odd)
  .map(([options, name, value]) => ({ ...options, [name]: value }))
const cases = fc.oneof(
  { weight: 10, arbitrary: right },
  { weight: 10, arbitrary: nearlyRight },
  { weight: 1, arbitrary: senseless },
)

let made = 0
let refused = 0
/** One face or as many as seeds, when the seeds are a list. @param {any} asked */
function expectedCount({ count, seeds }) {
  return count ?? (Array.isArray(seeds) ? seeds.length : typeof seeds === 'number' ? 1 : undefined)
}

await fc.assert(
  fc.asyncProperty(cases, async (asked) => {
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
      if (!FaceganError.isInstance(error) || !codes.has(error.code)) throw error
      if (!/`.+`|faces/s.test(error.message)) throw new Error('names no option', { cause: error })
      refused += 1
    }
  }),
  { numRuns: Number(process.argv[2]), endOnFailure: true },
)
process.stdout.write(`${made} cases gave their faces, ${refused} were refused by name\n`)
if (made === 0 || refused === 0) process.exitCode = 1
