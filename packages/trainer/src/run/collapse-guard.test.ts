import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CollapseGuard, pairwiseDistance } from './collapse-guard.ts'
import type { LogLine } from './run-log.ts'

const healthy: LogLine = {
  step: 20,
  kimg: 0.64,
  seconds: 1,
  imagesPerSecond: 640,
  lossG: 1.2,
  lossD: 1.1,
  accuracyReal: 0.8,
  accuracyFake: 0.75,
}

/** `count` lines, 20 steps and `secondsEach` apart. */
function lines(count: number, values: Partial<LogLine>, from = 0, secondsEach = 1): LogLine[] {
  return Array.from({ length: count }, (_, i) => ({
    ...healthy,
    step: (from + i + 1) * 20,
    seconds: (from + i + 1) * secondsEach,
    ...values,
  }))
}

const newGuard = (loss = 'non-saturating') => new CollapseGuard({ realDistance: 60, loss })
const say = (guard: CollapseGuard, log: LogLine[]) => log.flatMap((line) => guard.logged(line))
const grid = (step: number, distance: number, kimg = 100, seconds = step) => ({
  step,
  kimg,
  seconds,
  distance,
})

describe('a discriminator that is always right', () => {
  const always = { accuracyReal: 0.998, accuracyFake: 1 }

  it('is named after fifty lines in a row, with its numbers and what to try', () => {
    const guard = newGuard()
    expect(say(guard, lines(49, always))).toEqual([])
    const [warning, ...more] = say(guard, lines(1, always, 49))
    expect(more).toEqual([])
    expect(warning).toContain(
      'right on 99.8 % of real and 100.0 % of generated pictures from step 20 to 1000',
    )
    expect(warning).toContain('objective.r1')
  })

  it('is not named when one line in between is not so, or only one kind is told apart', () => {
    const guard = newGuard()
    expect(say(guard, [...lines(49, always), healthy, ...lines(49, always)])).toEqual([])
    expect(say(guard, lines(200, { accuracyReal: 1, accuracyFake: 0.9 }))).toEqual([])
  })

  it('is named again after half an hour, not before', () => {
    const guard = newGuard()
    expect(say(guard, lines(50 + 179, always, 0, 10))).toHaveLength(1)
    expect(say(guard, lines(1, always, 50 + 179, 10))).toHaveLength(1)
  })
})

describe("a discriminator's loss near 0", () => {
  it('is named, with the generator’s', () => {
    const [warning] = say(newGuard(), lines(50, { lossD: 0.0042, lossG: 11.5 }))
    expect(warning).toContain(
      "loss has been near 0 (0.0042 on average) from step 20 to 1000; the generator's is 11.5",
    )
  })

  it('means nothing bad for a Wasserstein critic', () => {
    expect(say(newGuard('wasserstein'), lines(200, { lossD: 0.001 }))).toEqual([])
  })
})

describe('faces that look alike', () => {
  it('are named when they lost half of what they had, and lie below real pictures', () => {
    const guard = newGuard()
    expect(guard.sampled(grid(100, 50))).toEqual([])
    const [warning] = guard.sampled(grid(200, 24))
    expect(warning).toContain(
      'look alike at step 200: two of them differ by 24.0 levels of 255, real pictures by 60.0; at step 100 it was 50.0',
    )
    expect(warning).toContain('--loss relativistic')
  })

  it('are named when they never came near real pictures, once the generator had time to learn', () => {
    const guard = newGuard()
    expect(guard.sampled(grid(100, 5, 10))).toEqual([])
    expect(guard.sampled(grid(2000, 17, 60))[0]).toMatch(
      /differ by 17\.0 levels of 255, real pictures by 60\.0\.\n/,
    )
  })

  it('are not named when early noise settles into faces', () => {
    const guard = newGuard()
    expect([grid(100, 110), grid(200, 54), grid(300, 52)].flatMap((one) => guard.sampled(one))).toEqual([])
  })

  it('are named once a while', () => {
    const guard = newGuard()
    const often = Array.from({ length: 7 }, (_, i) => grid(i, 3, 100, i * 300))
    expect(often.flatMap((one) => guard.sampled(one))).toHaveLength(2)
  })
})

it('any numbers, however strange, bring no error and no flood', () => {
  const number = fc.double({ min: -1e6, max: 1e6 })
  const line = fc.record({ lossG: number, lossD: number, accuracyReal: number, accuracyFake: number })
  fc.assert(
    fc.property(fc.array(line, { maxLength: 200 }), fc.array(number, { maxLength: 50 }), (log, distances) => {
      const guard = newGuard()
      const warnings = log.flatMap((values, i) =>
        guard.logged({ ...healthy, ...values, step: i, seconds: i }),
      )
      warnings.push(...distances.flatMap((distance, i) => guard.sampled(grid(i, distance))))
      expect(warnings.length).toBeLessThanOrEqual(3)
    }),
  )
})

describe('the distance of pictures', () => {
  it('is the root of the mean squared difference, over all pairs', () => {
    const three = Uint8Array.from([0, 0, 0, 10, 10, 10, 10, 10, 10].flatMap((level) => [level, level]))
    expect(pairwiseDistance(three, 3)).toBeCloseTo(20 / 3, 10) // 10, 10 and 0
    expect(pairwiseDistance(Uint8Array.from([3, 0, 4, 0, 0, 0]), 2)).toBeCloseTo(Math.sqrt(25 / 3), 10)
  })

  it('of one picture, or none, is 0', () => {
    expect(pairwiseDistance(Uint8Array.from([1, 2, 3]), 1)).toBe(0)
    expect(pairwiseDistance(new Uint8Array(0), 0)).toBe(0)
  })
})
