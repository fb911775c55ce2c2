import { expect, it } from 'vitest'
import { Budget } from './budget.ts'

it('ends at the first limit that is reached', () => {
  const budget = new Budget({ minutes: 2, kimg: 3, epochs: 4 }, 500) // 120 s, 3,000 and 2,000 pictures
  expect(budget.isSpent(1999, 119)).toBe(false)
  expect(budget.isSpent(2000, 0)).toBe(true)
  expect(budget.isSpent(0, 120)).toBe(true)
  expect(budget.share(500, 90)).toBe(0.75)
  expect(budget.share(9000, 0)).toBe(1)
  expect(budget.secondsLeft(1000, 30, 100)).toBe(10)
  expect(budget.secondsLeft(1000, 115, 100)).toBe(5)
  expect(budget.secondsLeft(9000, 0, 100)).toBe(0)
})

it('without a limit ends after a million pictures; with one of another kind, at that alone', () => {
  expect(new Budget({}, 500).isSpent(1e6 - 1, 1e9)).toBe(false)
  expect(new Budget({}, 500).isSpent(1e6, 0)).toBe(true)
  const hour = new Budget({ minutes: 60 }, 500)
  expect(hour.isSpent(1e9, 0)).toBe(false)
  expect([hour.share(1e9, 900), hour.secondsLeft(1e9, 900, 100)]).toEqual([0.25, 2700])
})

it('may be endless', () => {
  const endless = new Budget({ kimg: Infinity }, 500)
  expect(endless.isSpent(1e12, 1e12)).toBe(false)
  expect([endless.share(1e12, 1e12), endless.secondsLeft(0, 0, 100)]).toEqual([0, Infinity])
})
