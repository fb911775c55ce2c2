import { beforeAll, describe, expect, it } from 'vitest'
import { tf, useNativeBackend } from '@facegan/tfjs-native'
import { nonSaturating, saturating } from './minimax.ts'

beforeAll(async () => {
  await useNativeBackend()
})

const real = () => tf.tensor2d([0, 2], [2, 1])
const fake = () => tf.tensor2d([0, -1], [2, 1])
const softplus = (x: number) => Math.log1p(Math.exp(x))

describe('the minimax losses equal their definitions on logits', () => {
  it('discriminator: -mean log D(x) - mean log(1 - D(G(z)))', () => {
    const expected = (softplus(0) + softplus(-2)) / 2 + (softplus(0) + softplus(-1)) / 2
    for (const loss of [nonSaturating, saturating])
      expect(loss.discriminator(real(), fake(), 0).dataSync()[0]).toBeCloseTo(expected, 6)
  })

  it('saturating generator: mean log(1 - D(G(z)))', () => {
    expect(saturating.generator(fake(), real()).dataSync()[0]).toBeCloseTo(
      -(softplus(0) + softplus(-1)) / 2,
      6,
    )
  })

  it('non-saturating generator: -mean log D(G(z))', () => {
    expect(nonSaturating.generator(fake(), real()).dataSync()[0]).toBeCloseTo(
      (softplus(0) + softplus(1)) / 2,
      6,
    )
  })

  it('an undecided D costs 2 ln 2', () => {
    const zeros = tf.zeros([4, 1])
    expect(nonSaturating.discriminator(zeros, zeros, 0).dataSync()[0]).toBeCloseTo(2 * Math.LN2, 6)
  })

  it("a sure D leaves the non-saturating generator its gradient and takes the saturating one's", () => {
    const sure = tf.tensor2d([-20, -20], [2, 1]) // D is sure that they are generated
    const slope = (loss: typeof saturating) =>
      tf
        .grad((x) => loss.generator(x, real()))(sure)
        .dataSync()[0]
    expect(slope(nonSaturating)).toBeCloseTo(-0.5, 6)
    expect(Math.abs(slope(saturating))).toBeLessThan(1e-8)
  })

  it('logits of any size give a finite loss', () => {
    const extreme = tf.tensor2d([1e4, -1e4], [2, 1])
    for (const loss of [nonSaturating, saturating]) {
      expect(loss.discriminator(extreme, extreme, 0).dataSync()[0]).toBeCloseTo(1e4, 0)
      expect(Number.isFinite(loss.generator(extreme, real()).dataSync()[0])).toBe(true)
    }
  })
})
