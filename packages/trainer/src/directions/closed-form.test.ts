import { latentsOf } from '@facegan/core'
import { describe, expect, it } from 'vitest'
import { closedFormDirections } from './closed-form.ts'

describe('closedFormDirections', () => {
  it('sorts the axes of a diagonal kernel by their squares, all facing forward', () => {
    const kernel = Float32Array.of(2, 0, 0, 0, -5, 0, 0, 0, 3) // [3,3]
    const found = closedFormDirections(kernel, 3, 2)
    expect(found.map(({ eigenvalue }) => eigenvalue)).toEqual([expect.closeTo(25), expect.closeTo(9)])
    expect(found[0].vector).toEqual([expect.closeTo(0), expect.closeTo(1), expect.closeTo(0)])
    expect(found[1].vector).toEqual([expect.closeTo(0), expect.closeTo(0), expect.closeTo(1)])
  })

  it('the square of what a step of 1 does to the output is the eigenvalue', () => {
    const [size, width] = [6, 10]
    const kernel = latentsOf([1], size * width)
    const found = closedFormDirections(kernel, size, size)
    for (const { vector, eigenvalue } of found) {
      expect(Math.hypot(...vector)).toBeCloseTo(1, 9)
      const output = Array.from({ length: width }, (_, m) =>
        vector.reduce((sum, value, i) => sum + value * kernel[i * width + m], 0),
      )
      expect(Math.hypot(...output) ** 2).toBeCloseTo(eigenvalue, 6)
    }
    const values = found.map(({ eigenvalue }) => eigenvalue)
    expect(values).toEqual(values.toSorted((a, b) => b - a))
  })

  it('a kernel of the other sign gives the same directions', () => {
    const kernel = latentsOf([2], 20)
    const turned = closedFormDirections(
      kernel.map((value) => -value),
      4,
      4,
    )
    expect(turned).toEqual(closedFormDirections(kernel, 4, 4))
  })

  it.each([0, 7])('refuses a kernel of %d numbers for latents of 4', (length) => {
    expect(() => closedFormDirections(new Float32Array(length), 4, 2)).toThrow(
      /`kernel` must be \[4,M\] numbers/,
    )
  })
})
