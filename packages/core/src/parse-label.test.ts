import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mixOf } from './interpolate-options.ts'
import { syntheticXmp, various, type SyntheticLabel } from './label.ts'
import { parseLabel } from './parse-label.ts'
import { SeedSequence } from './seeds.ts'

const seed = fc.integer({ min: 0, max: 2 ** 32 - 1 })
const finite = fc.double({ noNaN: true, noDefaultInfinity: true })
const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,9}$/)
const sheet = fc.record({
  columns: fc.integer({ min: 1, max: 1024 }),
  gap: fc.nat(1024),
  scale: fc.integer({ min: 1, max: 64 }),
  kernel: fc.constantFrom('nearest', 'lanczos'),
  background: fc.stringMatching(/^#[0-9a-f]{6}$/),
})
const label: fc.Arbitrary<SyntheticLabel> = fc.record(
  {
    seed: fc.oneof(
      seed,
      fc.array(seed, { minLength: 2 }).map((list) => SeedSequence.parse(list).toString()),
    ),
    truncation: fc.double({ min: 0, max: 1, noNaN: true }).map((psi) => psi + 0), // no -0
    mix: fc.oneof(
      fc.constant(various),
      fc
        .tuple(seed, fc.double({ min: 1e-6, max: 0.999999, noNaN: true }))
        .map(([other, t]) => mixOf(other === 0 ? 1 : 0, other, t).mix!),
    ),
    edit: fc.oneof(
      fc.constant(various),
      fc.dictionary(name, finite.filter(Boolean), { minKeys: 1, noNullPrototype: true }),
    ),
    sheet,
    modelName: fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,20}$/),
    modelSha256: fc.stringMatching(/^[0-9a-f]{64}$/),
  },
  { requiredKeys: ['seed', 'truncation', 'modelName', 'modelSha256'] },
)

function fieldsOf(xmp: string): Map<string, string> {
  return new Map(Array.from(xmp.matchAll(/facegan:(\w+)="([^"]*)"/g), ([, key, value]) => [key, value]))
}

describe('parseLabel', () => {
  it('reads back what was written', () => {
    fc.assert(
      fc.property(label, (written) => {
        const read = parseLabel(fieldsOf(syntheticXmp(written)))
        expect(JSON.parse(JSON.stringify(read))).toEqual(JSON.parse(JSON.stringify(written)))
      }),
    )
  })

  const whole = fieldsOf(
    syntheticXmp({ seed: 42, truncation: 1, modelName: 'm', modelSha256: 'ab'.repeat(32) }),
  )
  it.each([
    ['seed', ''],
    ['seed', '-1'],
    ['seed', '4294967296'],
    ['seed', '1e3'],
    ['truncation', '1.1'],
    ['truncation', 'NaN'],
    ['truncation', ''],
    ['mix', '8'],
    ['mix', '8@1'],
    ['mix', '8@0x1'],
    ['edit', 'smile'],
    ['edit', 'smile=Infinity'],
    ['edit', '__proto__=1'],
    ['sheet', 'columns=4'],
    ['sheet', 'columns=99999,gap=0,scale=1,kernel=nearest,background=#ffffff'],
    ['sheet', 'columns=0,gap=1,scale=1,kernel=nearest,background=#ffffff'],
    ['sheet', 'columns=1,gap=1,scale=0,kernel=nearest,background=#ffffff'],
    ['model', ''],
    ['model', 'a\u009b31m'],
    ['model', 'one\ntwo'],
    ['modelSha256', 'ab'],
  ])('%s of %j is no label', (field, value) => {
    expect(parseLabel(whole)).toMatchObject({ seed: 42 })
    expect(parseLabel(new Map([...whole, [field, value]]))).toBeUndefined()
  })

  it.each(['seed', 'truncation', 'model', 'modelSha256'])('without %s there is no label', (field) => {
    expect(parseLabel(new Map([...whole].filter(([key]) => key !== field)))).toBeUndefined()
  })

  it('never throws', () => {
    const key = fc.constantFrom('seed', 'truncation', 'mix', 'edit', 'sheet', 'model', 'modelSha256')
    fc.assert(
      fc.property(fc.array(fc.tuple(key, fc.string())), (entries) => {
        expect(() => parseLabel(new Map([...whole, ...entries]))).not.toThrow()
      }),
    )
  })
})
