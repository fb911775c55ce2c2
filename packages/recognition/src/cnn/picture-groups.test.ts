import { describe, expect, it } from 'vitest'
import { noAugmentation } from './augment-pictures.ts'
import { pictureBatches, type PictureGroup } from './picture-groups.ts'

const size = 4
const area = size * size

/** Pictures that differ in their first pixel, so that they can be told apart however they are standardised. */
function group(count: number, labels: readonly number[], perBatch: number): PictureGroup {
  const grey = new Uint8Array(count * area).fill(100)
  for (let n = 0; n < count; n++) grey[n * area + n] = 200
  return { grey, labels: Int32Array.from(labels), perBatch }
}

const real = group(3, [0, 1, 1], 2)
const nobodies = group(2, [-1, -1], 1)
const rule = { classes: 4, spread: 2, smoothing: 0 }

describe('pictureBatches', () => {
  it('takes so many of each group, with its targets', () => {
    const { pictures, targets, own } = pictureBatches([real, nobodies], size, rule, noAugmentation, 1).next()
      .value
    expect(pictures).toHaveLength(3 * area)
    for (let row = 0; row < 3; row++) {
      const target = targets.subarray(row * 4, row * 4 + 4)
      expect(target.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 6)
      expect(target.subarray(2)).toEqual(new Float32Array(2)) // nobody is taken for one of the people who do not exist
    }
    expect(targets.subarray(8, 10)).toEqual(new Float32Array([0.5, 0.5]))
    expect(own.subarray(8)).toEqual(new Float32Array(4))
    expect(own.subarray(0, 8).reduce((sum, value) => sum + value, 0)).toBe(2)
  })

  it('smooths the targets of people, and leaves those of nobody', () => {
    const smooth = { ...rule, smoothing: 0.2 }
    const { targets } = pictureBatches([real, nobodies], size, smooth, noAugmentation, 1).next().value
    const [first] = [targets.subarray(0, 2)]
    expect(Math.max(...first)).toBeCloseTo(0.9, 6)
    expect(Math.min(...first)).toBeCloseTo(0.1, 6)
    expect(targets.subarray(8, 10)).toEqual(new Float32Array([0.5, 0.5]))
  })

  it('shows every picture before it shows one again', () => {
    const batches = pictureBatches([group(6, [0, 0, 1, 1, 0, 1], 2)], size, rule, noAugmentation, 3)
    for (let epoch = 0; epoch < 4; epoch++) {
      const seen = new Set<number>()
      for (let batch = 0; batch < 3; batch++) {
        const { pictures } = batches.next().value
        for (let row = 0; row < 2; row++) {
          const one = pictures.subarray(row * area, (row + 1) * area)
          seen.add(one.indexOf(Math.max(...one)))
        }
      }
      expect([...seen].toSorted()).toEqual([0, 1, 2, 3, 4, 5])
    }
  })

  it('is a function of the seed', () => {
    const order = (seed: number) => {
      const batches = pictureBatches([real], size, rule, noAugmentation, seed)
      return Array.from({ length: 5 }, () => [...batches.next().value.targets])
    }
    expect(order(7)).toEqual(order(7))
    expect(order(7)).not.toEqual(order(8))
  })
})
