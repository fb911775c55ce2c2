import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { largestStep, measureRange } from './measure-range.ts'

/** Of 200 faces all are found within these steps, and none beyond. */
const within = (low: number, high: number) => async (step: number) => (step >= low && step <= high ? 200 : 0)

it('finds any pair of ends on the grid, and the grid point inside any others', async () => {
  const end = fc.double({ min: 0, max: 8, noNaN: true })
  await fc.assert(
    fc.asyncProperty(end, end, async (below, above) => {
      const onGrid = (value: number) => Math.min(largestStep, Math.floor(value * 2) / 2)
      const [low, high] = await measureRange(within(-below, above), 200)
      expect([Math.abs(low), high]).toEqual([onGrid(below), onGrid(above)])
      expect(Object.is(low, -0)).toBe(false) // JSON has no -0
    }),
  )
})

it('95 % of the faces found at rest are enough, less is not', async () => {
  expect(await measureRange(async () => 95, 100)).toEqual([-6, 6])
  expect(await measureRange(async () => 94, 100)).toEqual([0, 0])
})

it('asks once each way where faces hold everywhere, and five times at most', async () => {
  let asked = 0
  const counting = (low: number, high: number) => (step: number) => {
    asked++
    return within(low, high)(step)
  }
  await measureRange(counting(-9, 9), 200)
  expect(asked).toBe(2)
  asked = 0
  await measureRange(counting(-1, 5.5), 200)
  expect(asked).toBeLessThanOrEqual(10)
})
