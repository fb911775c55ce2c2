import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromHalfFloat, toHalfFloat } from './half-float.ts'

describe('binary16', () => {
  it.each([
    [0x3c00, 1],
    [0xc000, -2],
    [0x3555, 0.333251953125],
    [0x0001, 2 ** -24],
    [0x03ff, 1023 * 2 ** -24],
    [0x0400, 2 ** -14],
    [0x7bff, 65504],
    [0x7c00, Infinity],
    [0x8000, -0],
  ])('%d is %d, both ways', (bits, value) => {
    expect(fromHalfFloat(bits)).toBe(value)
    expect(toHalfFloat(value)).toBe(bits)
  })

  it('has a NaN', () => {
    expect(fromHalfFloat(toHalfFloat(NaN))).toBeNaN()
  })

  it('gives back each of its 65,536 numbers', () => {
    const numbers = Array.from({ length: 2 ** 16 }, (_, bits) => bits).filter(
      (bits) => !Number.isNaN(fromHalfFloat(bits)),
    )
    expect(numbers).toHaveLength(2 ** 16 - 2 * 1023)
    expect(numbers.map((bits) => toHalfFloat(fromHalfFloat(bits)))).toEqual(numbers)
  })

  it.each([
    [1 + 2 ** -11, 0x3c00], // half-way between two: the even one
    [1 + 3 * 2 ** -11, 0x3c02],
    [1 + 2 ** -11 + 2 ** -20, 0x3c01],
    [65519, 0x7bff],
    [65520, 0x7c00],
    [2 ** -25, 0],
    [2 ** -25 + 2 ** -40, 1],
    [2047.99, 0x6800], // carries into the exponent
  ])('rounds %d to the nearest', (value, bits) => {
    expect(toHalfFloat(value)).toBe(bits)
    expect(toHalfFloat(-value)).toBe(0x8000 | bits)
  })

  it('never lands further off than half a step', () => {
    fc.assert(
      fc.property(fc.double({ min: -65504, max: 65504, noNaN: true }), (value) => {
        const rounded = fromHalfFloat(toHalfFloat(value))
        const step = 2 ** (Math.max(-14, Math.floor(Math.log2(Math.abs(value) || 1))) - 10)
        expect(Math.abs(rounded - value)).toBeLessThanOrEqual(step / 2)
      }),
    )
  })
})
