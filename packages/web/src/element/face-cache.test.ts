import { expect, it } from 'vitest'
import type { WebFace } from '../face.ts'
import { FaceCache } from './face-cache.ts'

const faceOf = (bytes: number) => ({ data: new Uint8ClampedArray(bytes) }) as unknown as WebFace

it('keeps what was used last, up to its number of bytes', () => {
  const cache = new FaceCache(30)
  const [a, b, c] = [faceOf(10), faceOf(10), faceOf(10)]
  cache.set('a', a)
  cache.set('b', b)
  cache.set('c', c)
  expect(cache.get('a')).toBe(a) // now b is the oldest
  cache.set('d', faceOf(5))
  expect(cache.get('b')).toBeUndefined()
  expect([cache.get('a'), cache.get('c')]).toEqual([a, c])
  cache.set('e', faceOf(30)) // takes all there is
  expect(['a', 'c', 'd'].map((key) => cache.get(key))).toEqual([undefined, undefined, undefined])
})

it('counts a face that is set again once', () => {
  const cache = new FaceCache(20)
  for (let n = 0; n < 5; n++) cache.set('same', faceOf(10))
  cache.set('other', faceOf(10))
  expect(cache.get('same')).toBeDefined()
})
