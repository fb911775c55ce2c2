import { beforeAll, describe, expect, it } from 'vitest'
import { tf, useNativeBackend } from '@facegan/tfjs-native'
import { hinge } from './hinge.ts'
import { leastSquares } from './least-squares.ts'
import { nonSaturating } from './minimax.ts'
import { relativistic } from './relativistic.ts'
import { wasserstein } from './wasserstein.ts'

beforeAll(async () => {
  await useNativeBackend()
})

const real = () => tf.tensor2d([0.5, 2], [2, 1])
const fake = () => tf.tensor2d([0, -3], [2, 1])
const softplus = (x: number) => Math.log1p(Math.exp(x))
const numberOf = (scalar: tf.Scalar) => scalar.dataSync()[0]

describe('losses worked by hand on logits .5, 2 (real) and 0, -3 (generated)', () => {
  it('least squares', () => {
    // D: ((.25 + 1) / 2 + (0 + 9) / 2) / 2; G: (1 + 16) / 2 / 2
    expect(numberOf(leastSquares.discriminator(real(), fake(), 0))).toBeCloseTo(2.5625, 6)
    expect(numberOf(leastSquares.generator(fake(), real()))).toBeCloseTo(4.25, 6)
  })

  it('hinge', () => {
    // D: (.5 + 0) / 2 + (1 + 0) / 2; G: 1.5
    expect(numberOf(hinge.discriminator(real(), fake(), 0))).toBeCloseTo(0.75, 6)
    expect(numberOf(hinge.generator(fake(), real()))).toBeCloseTo(1.5, 6)
  })

  it('Wasserstein', () => {
    // D: -1.5 - 1.25; G: 1.5
    expect(numberOf(wasserstein.discriminator(real(), fake(), 0))).toBeCloseTo(-2.75, 6)
    expect(numberOf(wasserstein.generator(fake(), real()))).toBeCloseTo(1.5, 6)
  })

  it('relativistic pairing', () => {
    expect(numberOf(relativistic.discriminator(real(), fake(), 0))).toBeCloseTo(
      (softplus(-0.5) + softplus(-5)) / 2,
      6,
    )
    expect(numberOf(relativistic.generator(fake(), real()))).toBeCloseTo((softplus(0.5) + softplus(5)) / 2, 6)
  })
})

describe('one-sided label smoothing moves the target of real pictures', () => {
  it('of least squares to 1 - s', () => {
    expect(
      numberOf(leastSquares.discriminator(tf.tensor2d([0.9, 0.9], [2, 1]), tf.zeros([2, 1]), 0.1)),
    ).toBeCloseTo(0, 6)
  })

  it('of minimax to 1 - s: the best logit is log((1 - s) / s)', () => {
    const slope = tf.grad((x) => nonSaturating.discriminator(x, tf.zeros([1, 1]), 0.1))
    expect(slope(tf.tensor2d([[Math.log(9)]])).dataSync()[0]).toBeCloseTo(0, 6)
    expect(slope(tf.tensor2d([[5]])).dataSync()[0]).toBeGreaterThan(0.05)
  })
})
