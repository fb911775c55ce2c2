import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { afterEvaluation, newPatience, type Patience } from './patience.ts'

const fold = (limit: number, values: readonly number[], standardError = 0.1): Patience =>
  values.reduce((patience, value) => afterEvaluation(patience, { value, standardError }), newPatience(limit))

describe('patience', () => {
  it('ends after so many evaluations without clear progress', () => {
    expect(fold(3, [1, 0.95, 0.92])).toMatchObject({ waited: 2, converged: false, best: { value: 1 } })
    expect(fold(3, [1, 0.95, 0.92, 1.4])).toMatchObject({ waited: 3, converged: true })
  })

  it('starts again when the KID falls by more than its error, at once or in small steps', () => {
    expect(fold(3, [1, 1, 1, 0.8])).toMatchObject({ waited: 0, converged: false, best: { value: 0.8 } })
    expect(fold(3, [1, 0.96, 0.93, 0.89])).toMatchObject({ waited: 0, best: { value: 0.89 } })
  })

  it('takes what is no number for no progress', () => {
    expect(fold(2, [NaN, NaN])).toMatchObject({ converged: true, best: undefined })
  })

  it('survives JSON, so that a checkpoint can hold it', () => {
    const kept = JSON.parse(JSON.stringify(fold(3, [1, 1]))) as Patience
    expect(afterEvaluation(kept, { value: 1, standardError: 0.1 })).toEqual(fold(3, [1, 1, 1]))
  })

  it('never converges while every value is clearly better, and always on a plateau', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 30 }), (limit, length) => {
        const falling = Array.from({ length }, (_, i) => -i)
        expect(fold(limit, falling).converged).toBe(false)
        expect(
          fold(
            limit,
            Array.from({ length: limit + 1 }, () => 2),
          ).converged,
        ).toBe(true)
      }),
    )
  })

  it.each([0, 1.5, -1])('%s evaluations are an error', (limit) => {
    expect(() => newPatience(limit)).toThrow(/`patience` must be a whole number from 1 up/)
  })
})
