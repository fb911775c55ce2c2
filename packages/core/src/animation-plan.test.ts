import { describe, expect, it } from 'vitest'
import { planAnimation } from './animation-plan.ts'
import type { FaceOfModel } from './face-model.ts'

const model = { name: 'm', sha256: 'ab'.repeat(32) }
const frame = (seed: number, further: Partial<FaceOfModel> = {}): FaceOfModel => ({
  seed,
  truncation: 1,
  latent: new Float32Array(),
  width: 8,
  height: 6,
  data: new Uint8ClampedArray(8 * 6 * 4),
  model,
  ...further,
})

describe('planAnimation', () => {
  it('names the seeds passed, each once in a row, and what all frames share', () => {
    const frames = [3, 3, 3, 8, 8, 3, 4, 5].map((seed, n) =>
      frame(seed, n === 1 ? { mix: { seed: 8, t: 0.5 } } : {}),
    )
    const { label, ...plan } = planAnimation(frames, { fps: 30, plays: 2 }, 4)
    expect(label).toMatchObject({ seed: '3,8,3-5', mix: 'various', edit: undefined, modelName: 'm' })
    expect(plan).toEqual({ width: 32, height: 24, plays: 2, delaysMs: [33, 34, 33, 33, 34, 33, 33, 34] })
  })

  it.each([
    ['frames', [frame(1)], {}],
    ['frames', [], {}],
    ['frames', [frame(1), frame(2, { width: 9 })], {}],
    ['frames', [frame(1), frame(2, { truncation: 0.5 })], {}],
    ['frames', [frame(1), frame(2, { model: { name: 'n', sha256: 'cd'.repeat(32) } })], {}],
    ['frames', [frame(1, { width: 16_384 }), frame(2, { width: 16_384 })], {}],
    ['fps', [frame(1), frame(2)], { fps: 60.5 }],
    ['fps', [frame(1), frame(2)], { fps: Number.NaN }],
    ['plays', [frame(1), frame(2)], { plays: 1.5 }],
  ])('refuses such %s: case %#', (option, frames, timing) => {
    expect(() => planAnimation(frames, timing, 1)).toThrow(new RegExp(`^\`${option}\` must be `))
  })
})
