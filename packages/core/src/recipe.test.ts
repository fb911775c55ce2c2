import { expect, it } from 'vitest'
import { latentsOf } from './latents.ts'
import { latentsOfRecipes } from './recipe.ts'
import { fakeManifest } from './testing/fake-model.ts'

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
