import { describe, expect, it } from 'vitest'
import { latentsOf } from './latents.ts'
import type { ModelManifest } from './manifest.ts'
import { numbersOfLatents, numbersOfRecipes, type FaceRecipe } from './recipe.ts'
import { fakeManifest } from './testing/fake-model.ts'

function latentsOfRecipes(recipes: readonly FaceRecipe[], manifest: typeof fakeManifest, truncation: number) {
  return numbersOfRecipes(recipes, manifest, truncation).latents
}

it('a recipe of a seed alone is that seed’s latent, bit for bit', () => {
  const seeds = [0, 7, 42]
  const recipes = seeds.map((seed) => ({ seed }))
  for (const truncation of [1, 0.7, 0])
    expect(latentsOfRecipes(recipes, fakeManifest, truncation)).toEqual(latentsOf(seeds, 4, truncation))
})

it('an amount of an edit means the same at every truncation', () => {
  const [start, smile] = [{ seed: 3 }, { seed: 3, edit: { smile: 2 } }]
  for (const truncation of [1, 0.5, 0]) {
    const before = latentsOfRecipes([start], fakeManifest, truncation)
    const after = latentsOfRecipes([smile], fakeManifest, truncation)
    expect(after[0] - before[0]).toBeCloseTo(2, 6)
    after.slice(1).forEach((value, i) => expect(value).toBeCloseTo(before[i + 1], 12))
  }
})

it('mixes first, then edits; neighbours in a batch change nothing', () => {
  const recipe = { seed: 3, mix: { seed: 4, t: 0.25 }, edit: { smile: -1 } }
  const mixed = latentsOfRecipes([{ seed: 3, mix: recipe.mix }], fakeManifest, 1)
  const both = latentsOfRecipes([{ seed: 9 }, recipe], fakeManifest, 1).slice(4)
  expect(both[0]).toBeCloseTo(mixed[0] - 1, 6)
  expect(both.slice(1)).toEqual(mixed.slice(1))
})

describe('noise', () => {
  const noisy = {
    ...fakeManifest,
    extraInputs: [
      { name: 'a', type: 'float32', shape: ['N', 1, 2], value: 'normal' },
      { name: 'psi', type: 'float32', shape: [], value: 0.7 },
      { name: 'b', type: 'float16', shape: ['N', 3], value: 'normal' },
    ],
  } satisfies ModelManifest

  it('is what the seed’s stream gives after the latent, whatever lies beside it', () => {
    const whole = latentsOf([7], 9)
    const { latents, noise } = numbersOfRecipes([{ seed: 3 }, { seed: 7 }], noisy, 1)
    expect(latents.slice(4)).toEqual(whole.slice(0, 4))
    expect(noise.slice(5)).toEqual(whole.slice(4))
    expect(noise).toHaveLength(10)
  })

  it('is mixed with its face, neither truncated nor edited', () => {
    const plain = numbersOfRecipes([{ seed: 3 }], noisy, 1).noise
    const changed = numbersOfRecipes([{ seed: 3, edit: { smile: 2 } }], noisy, 0.1).noise
    expect(changed).toEqual(plain)
    const mix = (t: number) => numbersOfRecipes([{ seed: 3, mix: { seed: 4, t } }], noisy, 1).noise
    mix(0.999).forEach((value, i) => expect(value).toBeCloseTo(latentsOf([4], 9)[4 + i], 1))
    expect(mix(0.5)).not.toEqual(plain)
  })

  it('of latents that are nobody’s seed is that of seed 0', () => {
    const { noise } = numbersOfLatents(new Float32Array(8), noisy)
    const own = latentsOf([0], 9).slice(4)
    expect(noise).toEqual(Float32Array.of(...own, ...own))
  })
})
