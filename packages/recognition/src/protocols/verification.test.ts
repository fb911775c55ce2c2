import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { acceptedAt, rocLevels, verificationOf } from './roc.ts'
import { hasBothPairs, verifyAgainstPeople, verifyAllPairs } from './verification.ts'

const floats = (...values: number[]) => Float32Array.from(values)

describe('verificationOf', () => {
  it('is perfect where the two do not overlap', () => {
    const result = verificationOf(floats(1, 2), floats(3, 4, 5))
    expect([result.auc, result.eer, acceptedAt(result, 0.01)]).toEqual([1, 0, 1])
  })

  it('worked by hand: genuine 1 2 4, impostor 3 5 6 7', () => {
    const result = verificationOf(floats(4, 1, 2), floats(7, 3, 6, 5))
    expect(result.auc).toBeCloseTo(11 / 12, 12) // of 12 pairs of pairs only (4, 3) is in the wrong order
    // thresholds 2, 3, 4: (FAR, FRR) = (0, 1/3), (1/4, 1/3), (1/4, 0); equal on the way down, at 1/4
    expect(result.eer).toBeCloseTo(1 / 4, 12)
    expect(acceptedAt(result, 0.1)).toBeCloseTo(2 / 3, 12)
    expect(acceptedAt(result, 1)).toBe(1)
  })

  it('takes a tie for half, and draws a straight line through it', () => {
    const result = verificationOf(floats(1, 1), floats(1, 1))
    expect([result.auc, result.eer]).toEqual([0.5, 0.5])
    expect(acceptedAt(result, 0.1)).toBe(0)
  })

  it('is hopeless where all is the wrong way round, and survives what is no number', () => {
    expect(verificationOf(floats(3, 4), floats(1, 2))).toMatchObject({ auc: 0, eer: 1 })
    expect(verificationOf(floats(1, NaN), floats(2))).toMatchObject({ auc: 0.5 })
  })

  it('reads 1 in 100 at exactly 1 in 100', () => {
    const impostor = Float32Array.from({ length: 100 }, (_, i) => i + 1)
    expect(acceptedAt(verificationOf(floats(0, 1.5, 2.5), impostor), 0.01)).toBeCloseTo(2 / 3, 12)
  })

  it('is what comparing everything with everything says', () => {
    const list = fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(list, list, (genuine, impostor) => {
        const { auc, eer, roc } = verificationOf(floats(...genuine), floats(...impostor))
        let wins = 0
        for (const own of genuine)
          for (const other of impostor) wins += own < other ? 1 : own === other ? 0.5 : 0
        expect(auc).toBeCloseTo(wins / (genuine.length * impostor.length), 12)

        const points = [-1, ...genuine, ...impostor].map((threshold) => ({
          wrong: impostor.filter((distance) => distance <= threshold).length / impostor.length,
          right: genuine.filter((distance) => distance <= threshold).length / genuine.length,
        }))
        rocLevels.forEach((level, i) =>
          expect(roc[i]).toBe(
            Math.max(...points.map(({ wrong, right }) => (wrong <= level + 1e-12 ? right : 0))),
          ),
        )
        // on either side of the equal error rate there is a threshold
        expect(points.some(({ wrong, right }) => wrong <= eer + 1e-12 && 1 - right >= eer - 1e-12)).toBe(true)
        expect(points.some(({ wrong, right }) => wrong >= eer - 1e-12 && 1 - right <= eer + 1e-12)).toBe(true)
      }),
    )
  })
})

describe('verifyAllPairs', () => {
  it('takes each pair once', () => {
    // pairs: 01 same at 1, 02 at 2, 12 at 3
    const distances = floats(0, 1, 2, 1, 0, 3, 2, 3, 0)
    expect(verifyAllPairs(distances, [0, 0, 1])).toEqual(verificationOf(floats(1), floats(2, 3)))
  })

  it.each([
    [[0, 0, 1], true],
    [[0, 1, 2], false],
    [[0, 0, 0], false],
    [[], false],
  ])('of %j has both kinds of pairs: %s', (labels, expected) => {
    expect(hasBothPairs(labels)).toBe(expected)
  })
})

it('verifyAgainstPeople takes the own person for genuine', () => {
  const distances = floats(1, 2, 3, 6, 5, 4) // [2,3]
  expect(verifyAgainstPeople(distances, [0, 1])).toEqual(verificationOf(floats(1, 5), floats(2, 3, 6, 4)))
})
