import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { peopleOf } from './people-of.ts'

const who = (...names: string[]) => peopleOf(names).map(({ person }) => person)

it('the first folder is the person, however deep their pictures lie', () => {
  expect(who('ada/1.jpg', 'ada/2020/2.jpg', 'carl/1.jpg')).toEqual(['ada', 'ada', 'carl'])
})

it('folders that hold everybody count for nothing', () => {
  expect(who('people/ada/1.jpg', 'people/carl/1.jpg')).toEqual(['ada', 'carl'])
  expect(who('./a/b/ada/1.jpg', './a/b/carl/1.jpg')).toEqual(['ada', 'carl'])
  expect(who('people/ada/1.jpg', 'people/carl/1.jpg', 'people/group.jpg')).toEqual(['ada', 'carl', undefined])
})

it('a picture that lies in no folder is nobody’s', () => {
  expect(who('ada/1.jpg', 'group.jpg', 'carl/1.jpg')).toEqual(['ada', undefined, 'carl'])
  expect(who('1.jpg', '2.jpg')).toEqual([undefined, undefined])
})

it('one person is one person, whether in a folder or deeper', () => {
  expect(who('ada/1.jpg', 'ada/2.jpg')).toEqual(['ada', 'ada'])
  expect(who('people/ada/1.jpg', 'people/ada/2.jpg')).toEqual(['ada', 'ada'])
})

it('people and pictures sort by the bytes of their names: s10 before s2, a folder before what follows its name', () => {
  const names = ['s2/1.jpg', 's10/2.jpg', 's10/10.jpg', 's10-b/1.jpg']
  const placed = peopleOf(names)
  const order = Array.from(names.keys()).toSorted((a, b) => Buffer.compare(placed[a].key, placed[b].key))
  expect(order.map((i) => names[i])).toEqual(['s10/10.jpg', 's10/2.jpg', 's10-b/1.jpg', 's2/1.jpg'])
})

it('takes any paths', () => {
  const part = fc.stringMatching(/^[a-z.]{0,3}$/)
  fc.assert(
    fc.property(fc.array(fc.array(part, { minLength: 1, maxLength: 4 })), (paths) => {
      expect(peopleOf(paths.map((path) => path.join('/')))).toHaveLength(paths.length)
    }),
  )
})
