import { useNativeBackend, tf } from '@facegan/tfjs-native'
import { beforeAll, describe, expect, it } from 'vitest'
import { likeness, type NamedEmbeddings } from './likeness.ts'
import { DistanceHistogram, pairDistances } from './pair-distances.ts'
import { verification } from './verification.ts'

beforeAll(async () => {
  await useNativeBackend()
})

/** Faces on a line: embedding i is (positions[i], 0, 0, …), so distances are differences. */
function onLine<Name>(positions: readonly number[], name: (i: number) => Name): NamedEmbeddings<Name> {
  const embeddings = new Float32Array(positions.length * 128)
  positions.forEach((position, i) => (embeddings[i * 128] = position))
  return { embeddings, names: positions.map((_, i) => name(i)) }
}
const file = (i: number) => `${i}.jpg`
const seed = (i: number) => i

describe('distances between two sets', () => {
  it('gives the nearest face of each, and every pair to the histogram', () => {
    const a = onLine([0, 1, 2.5], file).embeddings
    const b = onLine([0.25, 2], file).embeddings
    const before = tf.memory().numTensors
    const { nearest, nearestIndex, histogram } = pairDistances(a, b)
    expect(Array.from(nearest)).toEqual([0.25, 0.75, 0.5])
    expect(Array.from(nearestIndex)).toEqual([0, 0, 1])
    expect(histogram.total).toBe(6)
    expect([0.1, 0.3, 0.6, 0.8, 1.1, 2.1, 3].map((limit) => histogram.countBelow(limit))).toEqual([
      0, 1, 2, 3, 4, 5, 6,
    ])
    expect(tf.memory().numTensors).toBe(before)
  })

  it('leaves a face and itself out where a set is held against itself', () => {
    const { nearest, histogram } = pairDistances(
      onLine([0, 0.5, 0.75], file).embeddings,
      onLine([0, 0.5, 0.75], file).embeddings,
      { skipSelf: true },
    )
    expect(Array.from(nearest)).toEqual([0.5, 0.25, 0.25])
    expect(histogram.total).toBe(6)
  })

  it('is the same in blocks: 2,300 faces against 5', () => {
    const many = Array.from({ length: 2300 }, (_, i) => i / 1000)
    const { nearest } = pairDistances(
      onLine(many, file).embeddings,
      onLine([0, 0.5, 1, 1.5, 2], file).embeddings,
    )
    many.forEach((position, i) => {
      const expected = Math.min(...[0, 0.5, 1, 1.5, 2].map((other) => Math.abs(position - other)))
      expect(nearest[i]).toBeCloseTo(expected, 6)
    })
  })
})

describe('the threshold of a false match rate', () => {
  it('has no more than that share of pairs below it, and one more bin would', () => {
    const histogram = new DistanceHistogram()
    for (let i = 0; i < 1000; i++) histogram.add(0.5 + i / 2000)
    const threshold = histogram.quantile(0.01) // ten of a thousand: 0.5 to 0.5045; the next is 0.505
    expect(histogram.countBelow(threshold)).toBe(10)
    expect(threshold).toBeGreaterThan(0.5045)
    expect(threshold).toBeLessThanOrEqual(0.505)
  })

  it('does not move for pairs of one person, which lie below the fence', () => {
    const histogram = new DistanceHistogram()
    for (let i = 0; i < 1000; i++) histogram.add(0.5 + i / 2000)
    const clean = histogram.quantile(0.01)
    for (let i = 0; i < 50; i++) histogram.add(0.2)
    expect(histogram.quantile(0.01, 0.3)).toBe(clean)
    expect(histogram.quantile(0.01)).toBeLessThan(0.3)
  })
})

describe('verification', () => {
  it('tells two people on a line apart: same .1, different 1 and more', () => {
    const { embeddings } = onLine([0, 0.1, 1.1, 1.2], file)
    expect(verification(embeddings, ['a', 'a', 'b', 'b'])).toMatchObject({
      people: 2,
      pictures: 4,
      pairs: { samePerson: 2, differentPeople: 4 },
      trueMatchRate: 1,
      accuracy: 1,
    })
  })

  it('needs two people, and two pictures of one', () => {
    const { embeddings } = onLine([0, 1], file)
    expect(() => verification(embeddings, ['a', 'a'])).toThrow(/`people` must be at least two/)
    expect(() => verification(embeddings, ['a', 'b'])).toThrow(/2 people in 2 pictures/)
  })
})

describe('likeness', () => {
  // 400 people, .5 to .52 apart from the next; strangers lie .2 to .28 beside one of them
  const people = Array.from({ length: 400 }, (_, i) => i * 0.5 + (i % 5) * 0.005)
  const training = onLine(people, file)
  const strangers = onLine(
    people.map((position, i) => position + 0.2 + ((i * 4) % 9) / 100),
    seed,
  )

  it('holds for strangers', () => {
    const report = likeness({
      generated: strangers,
      heldOut: onLine(
        people.map((position, i) => position + 0.2 + (i % 9) / 100),
        file,
      ),
      training,
      copyDistance: 0.1,
    })
    expect(report.holds).toBe(true)
    expect(report.reference).toBe('held-out')
    expect(report.counts).toEqual({ generated: 400, training: 400, heldOut: 400 })
    expect(report.points.map(({ name }) => name)).toEqual(['verification', 'search', 'copy'])
    expect(report.points[2]).toMatchObject({ threshold: 0.1, generated: { count: 0, total: 400 } })
    expect(JSON.parse(JSON.stringify(report))).toEqual(report)
  })

  it('fails for six copies among four hundred strangers, and names them first', () => {
    const positions = people.map((position, i) => (i % 70 === 0 ? position + 0.01 : position + 0.25))
    const report = likeness({ generated: onLine(positions, seed), training, copyDistance: 0.1 })
    expect(report.reference).toBe('leave-one-out')
    expect(report.holds).toBe(false)
    const copy = report.points[2]
    expect(copy).toMatchObject({ generated: { count: 6 }, heldOut: { count: 0 }, holds: false })
    expect(
      report.closest
        .slice(0, 6)
        .map((pair) => pair.seed)
        .toSorted((a, b) => a - b),
    ).toEqual([0, 70, 140, 210, 280, 350])
    expect(report.closest).toHaveLength(20)
    for (const { seed: generated, file: name, distance } of report.closest.slice(0, 6)) {
      expect(name).toBe(`${generated}.jpg`)
      expect(distance).toBeCloseTo(0.01, 4)
    }
  })

  it('leaves out people who are in the pictures twice, so that they cannot hide a copying model', () => {
    const doubled = onLine([...people, people[3] + 0.02, people[200] - 0.02], file)
    const report = likeness({ generated: strangers, training: doubled, copyDistance: 0.1 })
    const pairs = report.samePerson.pairs.map(({ file: a, trainingFile: b }) => [a, b].toSorted().join(' '))
    expect(new Set(pairs)).toEqual(new Set(['3.jpg 400.jpg', '200.jpg 401.jpg']))
    expect(report.counts.heldOut).toBe(398)
    expect(report.points[2].heldOut).toEqual({ count: 0, total: 398, rate: 0 })
  })

  it('refuses sets that are empty or miss a name', () => {
    const nobody = onLine([], seed)
    expect(() => likeness({ generated: nobody, training, copyDistance: 0.1 })).toThrow(
      /`generated` must be at least 1 face; got 0/,
    )
    expect(() => likeness({ generated: strangers, training: onLine([0], file), copyDistance: 0.1 })).toThrow(
      /`training` must be at least 2 faces; got 1/,
    )
    const short = { embeddings: new Float32Array(128), names: [1, 2] }
    expect(() => likeness({ generated: short, training, copyDistance: 0.1 })).toThrow(
      /`generated` must be \[2,128\] embeddings; got 128/,
    )
    expect(() => likeness({ generated: strangers, training, copyDistance: 0 })).toThrow(/`copyDistance`/)
  })
})
