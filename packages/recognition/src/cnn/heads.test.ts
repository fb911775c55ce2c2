import { tf, useNativeBackend } from '@facegan/tfjs-native'
import { beforeAll, describe, expect, it } from 'vitest'
import { crossEntropy, freeLogits, logitsOf, type CnnHead } from './heads.ts'

beforeAll(() => useNativeBackend())

/** Two embeddings at 60° and 0° from the first class, classes at right angles; the lengths must not count. */
const embeddings = () => tf.tensor2d([1, Math.sqrt(3), 5, 0], [2, 2])
const classes = () => tf.tensor2d([3, 0, 0, 2], [2, 2])
const own = () => tf.tensor2d([1, 0, 1, 0], [2, 2])

function logits(head: CnnHead): number[] {
  return tf.tidy(() => [...logitsOf(head, embeddings(), classes(), own()).dataSync()])
}

describe('heads', () => {
  it('softmax: inner products', () => {
    const [a, b, c, d] = logits({ kind: 'softmax' })
    expect([a, c, d]).toEqual([3, 15, 0])
    expect(b).toBeCloseTo(2 * Math.sqrt(3), 5)
  })

  it('CosFace: s (cos θ - m) at a picture’s own class, s cos θ elsewhere', () => {
    const [a, b, c, d] = logits({ kind: 'cosface', scale: 10, margin: 0.2 })
    expect(a).toBeCloseTo(10 * (0.5 - 0.2), 4)
    expect(b).toBeCloseTo(10 * Math.sqrt(0.75), 4)
    expect(c).toBeCloseTo(10 * (1 - 0.2), 4)
    expect(d).toBeCloseTo(0, 4)
  })

  it('ArcFace: s cos(θ + m) at a picture’s own class', () => {
    const [a, b] = logits({ kind: 'arcface', scale: 10, margin: 0.3 })
    expect(a).toBeCloseTo(10 * Math.cos(Math.PI / 3 + 0.3), 4)
    expect(b).toBeCloseTo(10 * Math.sqrt(0.75), 4)
  })

  it('ArcFace falls on where θ + m is beyond π: no reward for being worse', () => {
    const margin = 0.5
    const at = (angle: number) =>
      tf.tidy(() => {
        const embedding = tf.tensor2d([Math.cos(angle), Math.sin(angle)], [1, 2])
        const head: CnnHead = { kind: 'arcface', scale: 1, margin }
        return logitsOf(head, embedding, classes(), tf.tensor2d([1, 0], [1, 2])).dataSync()[0]
      })
    const angles = Array.from({ length: 30 }, (_, i) => 0.1 + (i / 30) * (Math.PI - 0.15))
    const values = angles.map(at)
    expect(values).toEqual(values.toSorted((a, b) => b - a))
  })

  it('holds nothing back where embeddings are only tried', () => {
    const head: CnnHead = { kind: 'cosface', scale: 10, margin: 0.2 }
    const [a] = tf.tidy(() => [...freeLogits(head, embeddings(), classes()).dataSync()])
    expect(a).toBeCloseTo(5, 4)
  })

  it('cross-entropy is log P for a target spread evenly over equal logits, whatever the target', () => {
    const of = (targets: number[]) =>
      tf.tidy(() => crossEntropy(tf.zeros([1, 4]), tf.tensor2d(targets, [1, 4])).dataSync()[0])
    expect(of([1, 0, 0, 0])).toBeCloseTo(Math.log(4), 5)
    expect(of([0.25, 0.25, 0.25, 0.25])).toBeCloseTo(Math.log(4), 5)
  })
})
