import { describe, expect, it } from 'vitest'
import type { FaceDescription } from '../judge/describe-faces.ts'
import { TooFewFacesError } from './errors.ts'
import { findDirections, type FindDirectionsOptions } from './find-directions.ts'

/** Faces of 16x16 whose first levels are their latent: what the networks see is what was drawn. */
const size = 16
const latentSize = 4
const face = size * size * 3
const levelOf = (z: number) => Math.round(128 + 12 * z)
const zOf = (level: number) => (level - 128) / 12

async function draw(latents: Float32Array): Promise<Uint8Array> {
  const pixels = new Uint8Array((latents.length / latentSize) * face)
  latents.forEach((z, i) => {
    pixels[Math.floor(i / latentSize) * face + (i % latentSize)] = levelOf(z)
  })
  return pixels
}

function facesOf(pixels: Uint8Array): number[][] {
  return Array.from({ length: pixels.length / face }, (_, n) =>
    Array.from(pixels.subarray(n * face, n * face + latentSize), zOf),
  )
}

/** smile is z0, bent as probabilities are; age z1 and some smile; light z2; the rest never varies. */
const judge = {
  async describeFaces(pixels: Uint8Array) {
    return facesOf(pixels).map(([z0, z1, z2]) => ({
      smile: 1 / (1 + Math.exp(-4 * z0)),
      age: 40 + 10 * z1 - 5 * z0,
      feminine: 0.5,
      pose: { yaw: 0, pitch: 0, roll: 0 },
      light: z2 / 10,
    })) as FaceDescription[]
  },
  /** No face where z3 is large: 2 % at rest, and soon more along it. */
  async detectFaces(pixels: Uint8Array) {
    const counts = Uint8Array.from(facesOf(pixels), ([, , , z3]) => (z3 > 2 ? 0 : 1))
    return { counts, exactlyOne: 0 }
  },
} as FindDirectionsOptions['judge']

/** Moves most along z3, then z1. */
const kernel = Float32Array.from(
  [
    [1, 0, 0, 0],
    [0, 2, 0, 0],
    [0, 0, 0.5, 0],
    [0, 0, 0, 3],
  ].flat(),
)
const options = { draw, size, latentSize, kernel, count: 600, tested: 200, closedForm: 2, seed: 0, judge }

describe('findDirections', () => {
  it('names what labels tell, separates it, follows it, and says what was left out', async () => {
    const { directions, leftOut, unpredictable } = await findDirections(options)
    expect(directions.map(({ name }) => name)).toEqual(['smile', 'age', 'light', 'sefa-1', 'sefa-2'])
    expect(unpredictable).toEqual(['feminine', 'turn'])
    expect(leftOut).toBeGreaterThan(0)
    expect(leftOut).toBeLessThan(40)

    const [smile, age, light, sefa] = directions
    // a smile that leaves age alone needs some of z1 as well
    expect(smile.vector[0]).toBeGreaterThan(0.8)
    expect(smile.vector[1]).toBeCloseTo(smile.vector[0] / 2, 1)
    expect(smile.effect!['smile']).toBeGreaterThan(0.8)
    expect(Math.abs(smile.effect!['age'])).toBeLessThan(0.1)
    expect(age.vector[1]).toBeGreaterThan(0.99)
    expect(Math.abs(age.effect!['smile'])).toBeLessThan(0.1)
    expect(light.effect).toMatchObject({ feminine: 0, turn: 0 })
    expect(light.effect!['fit']).toBeGreaterThan(0.95)
    expect(sefa).toMatchObject({ method: 'sefa', vector: [0, 0, 0, 1], effect: { eigenvalue: 9 } })
    // away from where faces end there is no end; towards it they soon get fewer
    expect(sefa.range[0]).toBe(-6)
    expect(sefa.range[1]).toBeLessThan(1.5)
  })

  it('is a function of its options: the same again, another with another seed', async () => {
    const [first, again] = [await findDirections(options), await findDirections(options)]
    expect(again).toEqual(first)
    const other = await findDirections({ ...options, seed: 2 ** 32 - 100 }) // seeds go round
    expect(other.directions[0].vector).not.toEqual(first.directions[0].vector)
  })

  it('vectors have six digits and length 1', async () => {
    for (const { vector } of (await findDirections(options)).directions) {
      expect(Math.hypot(...vector)).toBeCloseTo(1, 5)
      for (const value of vector) expect(value).toBe(Number(value.toPrecision(6)))
    }
  })

  it('without a kernel there are named ones only', async () => {
    const { directions } = await findDirections({ ...options, kernel: undefined })
    expect(directions.map(({ name }) => name)).toEqual(['smile', 'age', 'light'])
  })

  it('where too few faces are found it says how many', async () => {
    const blind = { ...judge!, detectFaces: async () => ({ counts: new Uint8Array(600), exactlyOne: 0 }) }
    await expect(findDirections({ ...options, judge: blind })).rejects.toThrow(TooFewFacesError)
    await expect(findDirections({ ...options, judge: blind })).rejects.toThrow(
      'Exactly one face was found in 0 of 600 generated pictures; directions need 8.',
    )
    await expect(findDirections({ ...options, count: 7 })).rejects.toThrow(/of 7 generated pictures/)
  })

  it('stops where it is told to', async () => {
    const controller = new AbortController()
    const onMessage = (message: string) => {
      if (message.startsWith('how far')) controller.abort('enough')
    }
    const find = findDirections({ ...options, onMessage, signal: controller.signal })
    await expect(find).rejects.toBe('enough')
  })
})
