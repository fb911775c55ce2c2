import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { detectAndIdentify } from './detect-and-identify.ts'
import { cumulativeMatch, shareWithin } from './cumulative-match.ts'

describe('cumulativeMatch', () => {
  it('counts how many people come before the right one', () => {
    const distances = Float32Array.from([1, 2, 3, 5, 4, 6, 1, 2, 3]) // [3,3]
    const result = cumulativeMatch(distances, [0, 0, 2]) // ranks 1, 2, 3
    expect(result).toEqual({ correct: 1, count: 3, cmc: [1 / 3, 2 / 3, 1] })
    expect([shareWithin(result, 2), shareWithin(result, 5)]).toEqual([2 / 3, 1])
  })

  it('counts ties, infinities and what is no number against us', () => {
    expect(cumulativeMatch(Float32Array.from([1, 1, 2]), [0]).cmc).toEqual([0, 1, 1])
    expect(cumulativeMatch(Float32Array.from([Infinity, Infinity, Infinity]), [1]).cmc).toEqual([0, 0, 1])
    expect(cumulativeMatch(Float32Array.from([NaN, 1, 2]), [0]).cmc).toEqual([0, 0, 1])
    expect(cumulativeMatch(Float32Array.from([1, NaN, 2]), [0]).cmc).toEqual([0, 1, 1])
  })

  const answers = fc
    .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 8 }))
    .chain(([people, count]) =>
      fc.record({
        people: fc.constant(people),
        labels: fc.array(fc.nat(people - 1), { minLength: count, maxLength: count }),
        distances: fc
          .array(fc.integer({ min: 0, max: 9 }), { minLength: count * people, maxLength: count * people })
          .map((levels) => Float32Array.from(levels)),
      }),
    )

  it('never falls with the rank and ends at 1; the order of people does not matter', () => {
    fc.assert(
      fc.property(answers, ({ people, labels, distances }) => {
        const { cmc, correct, count } = cumulativeMatch(distances, labels)
        expect(cmc[0]).toBe(correct / count)
        expect(cmc.at(-1)).toBe(1)
        cmc.forEach((share, i) => expect(share).toBeGreaterThanOrEqual(cmc[i - 1] ?? 0))

        const reversed = distances.map(
          (_, i) => distances[Math.floor(i / people) * people + (people - 1 - (i % people))],
        )
        expect(
          cumulativeMatch(
            reversed,
            labels.map((person) => people - 1 - person),
          ).cmc,
        ).toEqual(cmc)
      }),
    )
  })

  it('is what sorting would say', () => {
    fc.assert(
      fc.property(answers, ({ people, labels, distances }) => {
        const ranks = labels.map((person, picture) => {
          const row = Array.from(distances.subarray(picture * people, (picture + 1) * people))
          // the last place that the own distance could have
          return row.toSorted((a, b) => a - b).lastIndexOf(row[person]) + 1
        })
        const naive = Array.from(
          { length: people },
          (_, i) => ranks.filter((rank) => rank <= i + 1).length / labels.length,
        )
        expect(cumulativeMatch(distances, labels).cmc).toEqual(naive)
      }),
    )
  })
})

describe('detectAndIdentify', () => {
  // nearest others: 4, 3, 6, 8
  const distances = Float32Array.from([1, 4, 5, 3, 2, 7, 6, 9, 5, 9, 8, 8.5])
  const labels = [0, 1, 2, 2]

  it('refuses all strangers at a rate of 0: only what is nearer than each of them counts', () => {
    expect(detectAndIdentify(distances, labels, 0)).toBe(2 / 4) // 1 and 2 lie below 3
  })

  it('lets in more with more false alarms, and never what is nearest to somebody else', () => {
    expect(detectAndIdentify(distances, labels, 0.25)).toBe(2 / 4) // below 4
    expect(detectAndIdentify(distances, labels, 0.5)).toBe(3 / 4) // below 6
    expect(detectAndIdentify(distances, labels, 1)).toBe(3 / 4) // the last is nearest to person 1
  })
})
