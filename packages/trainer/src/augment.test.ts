import { beforeAll, describe, expect, it } from 'vitest'
import { statelessUniform, tf, useNativeBackend } from '@facegan/tfjs-native'
import { diffAugment } from './augment.ts'

beforeAll(async () => {
  await useNativeBackend()
})

const none = { translation: 0, cutout: 0, colour: 0 }
const pictures = (count = 64) =>
  tf.sub(tf.mul(statelessUniform([count, 16, 16, 3], [4, 4]), 2), 1) as tf.Tensor4D
/** Share of zero pixels of each picture. */
const blank = (images: tf.Tensor4D) =>
  Array.from(tf.mean(tf.cast(tf.equal(images, 0), 'float32'), [1, 2, 3]).dataSync())

describe('DiffAugment', () => {
  it('with everything at zero changes nothing', () => {
    expect(diffAugment(pictures(), none, [1, 2]).dataSync()).toEqual(pictures().dataSync())
  })

  it('moves each picture by its own whole pixels, up to its share each way', () => {
    const moved = diffAugment(tf.ones([200, 16, 16, 3]), { ...none, translation: 0.125 }, [1, 2])
    const edges = tf.split(tf.slice(moved, [0, 0, 8, 0], [200, 16, 1, 1]), 200).map((column) => {
      const line = Array.from(column.dataSync())
      return line[0] === 0 ? line.indexOf(1) : -line.toReversed().indexOf(1)
    })
    expect(new Set(edges.map((edge) => edge + 0))).toEqual(new Set([-2, -1, 0, 1, 2]))
  })

  it('blanks a square of its size, less what reaches over the edge', () => {
    const shares = blank(diffAugment(pictures(), { ...none, cutout: 0.5 }, [1, 2]))
    for (const share of shares) {
      expect(share).toBeGreaterThan(0.05) // a corner: a quarter of the square
      expect(share).toBeLessThan(0.3)
    }
    expect(Math.max(...shares)).toBeGreaterThan(0.24)
  })

  it('changes the colours of its share of the pictures', () => {
    const before = pictures(400)
    const changed = (colour: number) => {
      const after = diffAugment(before, { ...none, colour }, [1, 2])
      const differences = tf.max(tf.abs(tf.sub(after, before)), [1, 2, 3]).dataSync()
      return differences.filter((difference) => difference > 1e-5).length / 400
    }
    expect(changed(1)).toBe(1)
    expect(Math.abs(changed(0.3) - 0.3)).toBeLessThan(0.1)
  })

  const all = { translation: 0.125, cutout: 0.5, colour: 0.5 }
  it('is a function of its seed', () => {
    const draw = (seed: number) => diffAugment(pictures(), all, [seed, 1]).dataSync()
    expect(draw(1)).toEqual(draw(1))
    expect(draw(1)).not.toEqual(draw(2))
  })

  it('lets the gradient through to what D sees', () => {
    const x = pictures(8)
    const f = (images: tf.Tensor) =>
      tf.sum(tf.square(diffAugment(images as tf.Tensor4D, all, [3, 1]))) as tf.Scalar
    const direction = tf.randomNormal(x.shape, 0, 1, 'float32', 1)
    const tape = tf.sum(tf.mul(tf.grad(f)(x), direction)).dataSync()[0]
    const h = 1e-2
    const at = (t: number) => f(tf.add(x, tf.mul(direction, t))).dataSync()[0]
    expect(tape / ((at(h) - at(-h)) / (2 * h))).toBeCloseTo(1, 2)
  })

  it('leaks no tensor', () => {
    const x = pictures(8)
    const before = tf.memory().numTensors
    diffAugment(x, all, [1, 1]).dispose()
    diffAugment(x, none, [1, 1]).dispose()
    expect(tf.memory().numTensors).toBe(before)
  })
})
