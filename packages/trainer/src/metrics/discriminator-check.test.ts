import { expect, it } from 'vitest'
import { discriminatorCheck } from './discriminator-check.ts'

const logits = (...values: number[]) => Float32Array.from(values)

it('reads accuracy, means, the gap and both chances off three sets of logits', () => {
  const check = discriminatorCheck(logits(3, 1, 2), logits(-1, 1), logits(-2, -4, 1, -1))
  expect(check).toEqual({
    training: { accuracy: 1, meanLogit: 2 },
    heldOut: { accuracy: 0.5, meanLogit: 0 },
    generated: { accuracy: 0.75, meanLogit: -1.5 },
    gap: 2,
    overfitting: 5.5 / 6, // of six pairs five are higher and one is level
    separation: 11.5 / 12,
  })
})

it('of an empty set is an error', () => {
  expect(() => discriminatorCheck(logits(1), logits(), logits(1))).toThrow(
    /`heldOut` must be at least one logit/,
  )
})
