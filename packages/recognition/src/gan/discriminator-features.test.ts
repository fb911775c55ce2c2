import { tf, useNativeBackend } from '@facegan/tfjs-native'
import { beforeAll, expect, it } from 'vitest'
import { discriminatorRecogniser } from '../recognisers/gan-discriminator.ts'
import { syntheticPeople } from '../testing/synthetic-people.ts'

beforeAll(() => useNativeBackend())

const faces = syntheticPeople({ people: 4, pictures: 3, size: 32 })
const about = { name: 'discriminator', title: 'Discriminator', source: 'a test' }

it('a discriminator learns, comes back from its state, and leaves no tensor behind', async () => {
  const before = tf.memory().numTensors
  const learned = discriminatorRecogniser(about, 0.03)
  const [trained, drawn] = [
    await learned.fit(faces, { seed: 1 }),
    await discriminatorRecogniser(about, 0).fit(faces, { seed: 1 }),
  ]
  const again = await learned.restore(structuredClone(trained.state()))
  const [vectors, same, untrained] = [
    await trained.embed(faces.pixels),
    await again.embed(faces.pixels),
    await drawn.embed(faces.pixels),
  ]
  expect(vectors).toHaveLength(12 * 11)
  expect(same).toEqual(vectors)
  expect(untrained).not.toEqual(vectors)
  expect(vectors.every(Number.isFinite)).toBe(true)
  for (const each of [trained, again, drawn]) each.dispose()
  expect(tf.memory().numTensors).toBe(before)
})
