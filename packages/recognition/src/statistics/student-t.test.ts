import { describe, expect, it } from 'vitest'
import { studentQuantile, studentWithin } from './student-t.ts'

describe('Student’s t', () => {
  // Abramowitz & Stegun 1964, table 26.10
  it.each([
    [0.95, 1, 12.706],
    [0.95, 2, 4.303],
    [0.95, 4, 2.776],
    [0.95, 9, 2.262],
    [0.95, 30, 2.042],
    [0.99, 9, 3.25],
    [0.9, 5, 2.015],
    [0.999, 3, 12.924],
  ])('|T| stays with probability %d and %i degrees below %d', (share, degrees, t) => {
    expect(studentQuantile(share, degrees)).toBeCloseTo(t, 3)
  })

  it('is the closed form for 1 and 2 degrees', () => {
    expect(studentWithin(1, 1)).toBeCloseTo(0.5, 15) // 2/π atan t
    expect(studentWithin(1, 2)).toBeCloseTo(1 / Math.sqrt(3), 15) // t / √(2 + t²)
  })
})
