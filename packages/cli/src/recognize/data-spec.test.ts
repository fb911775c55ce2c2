import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDataSpec } from './data-spec.ts'

const nothing = () => false

describe('parseDataSpec', () => {
  it.each([
    ['orl.tar', { path: 'orl.tar' }],
    ['orl.tar:1,3,5', { path: 'orl.tar', perPerson: [1, 3, 5] }],
    ['lfw:5,10/10', { path: 'lfw', perPerson: [5, 10], testPerPerson: 10 }],
    ['C:\\faces', { path: 'C:\\faces' }],
    ['C:\\faces:1,3', { path: 'C:\\faces', perPerson: [1, 3] }],
    ['faces:all', { path: 'faces:all' }],
    ['faces:1,', { path: 'faces:1,' }],
    [':5', { path: ':5' }],
  ])('%s', (text, expected) => {
    expect(parseDataSpec(text, nothing)).toMatchObject(expected)
    const { name, ...rest } = parseDataSpec(text, nothing)
    expect(Object.keys(rest)).toEqual(Object.keys(expected))
    expect(name).not.toBe('')
  })

  it('takes what exists for a path, whatever it ends in', () => {
    expect(parseDataSpec('faces:5', (path) => path === 'faces:5')).toEqual({
      name: 'faces:5',
      path: 'faces:5',
    })
  })

  it('reads back whatever path and counts it is given', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }),
        fc.array(fc.integer({ min: 1, max: 99 }), { minLength: 1, maxLength: 4 }),
        (path, perPerson) => {
          const text = `set=${path}:${perPerson.join(',')}`
          expect(parseDataSpec(text, nothing)).toEqual({ name: 'set', path, perPerson })
        },
      ),
    )
  })
})

it.each([
  ['a/orl.tar', 'orl'],
  ['lfw.tar.gz', 'lfw'],
  ['b.ZIP:5', 'b'],
  ['people/', 'people'],
  ['a.b', 'a.b'],
  ['ORL=recog-orl.tar:1,3', 'ORL'],
  ['a/b=c.tar', 'b=c'],
])('%s is called %s', (text, name) => {
  expect(parseDataSpec(text, nothing).name).toBe(name)
})
