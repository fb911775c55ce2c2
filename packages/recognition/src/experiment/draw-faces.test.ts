import { useNativeBackend } from '@facegan/tfjs-native'
import { beforeAll, describe, expect, it } from 'vitest'
import { syntheticPeople } from '../testing/synthetic-people.ts'
import { linearSource } from '../testing/linear-source.ts'
import { drawIdentities, drawStrangers } from './draw-faces.ts'
import { gaussianSource } from './face-source.ts'

beforeAll(() => useNativeBackend())

const size = 16
const area = size * size
const source = linearSource(size)

function distance(grey: Uint8Array, a: number, b: number): number {
  let sum = 0
  for (let i = 0; i < area; i++) sum += (grey[a * area + i] - grey[b * area + i]) ** 2
  return Math.sqrt(sum)
}

describe('drawn faces', () => {
  it('of strangers are one for each seed, whatever is asked for beside them', async () => {
    const five = await drawStrangers(source, 5, 40)
    expect(five).toHaveLength(5 * area)
    expect((await drawStrangers(source, 2, 43)).subarray(0, area)).toEqual(five.subarray(3 * area, 4 * area))
    expect(distance(five, 0, 1)).toBeGreaterThan(0)
  })

  it('of people who do not exist are alike for one and different for two, and latents keep their length', async () => {
    const { grey, labels } = await drawIdentities(source, 6, 4, 0.3, 1)
    expect([...labels.subarray(0, 5)]).toEqual([0, 0, 0, 0, 1])
    const [own, others]: number[][] = [[], []]
    for (let a = 0; a < labels.length; a++) {
      for (let b = 0; b < a; b++) (labels[a] === labels[b] ? own : others).push(distance(grey, a, b))
    }
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
    expect(mean(own)).toBeGreaterThan(0)
    expect(2 * mean(own)).toBeLessThan(mean(others))
    const [norms, moved] = [await latentVariance(0), await latentVariance(0.3)]
    expect(moved / norms).toBeGreaterThan(0.8)
    expect(moved / norms).toBeLessThan(1.25)
  })

  it('are a function of the seed', async () => {
    const draw = async (seed: number) => (await drawIdentities(source, 3, 2, 0.3, seed)).grey
    expect(await draw(5)).toEqual(await draw(5))
    expect(await draw(5)).not.toEqual(await draw(6))
  })

  /** Of all latents that are asked for. */
  async function latentVariance(spread: number): Promise<number> {
    const asked: number[] = []
    const spy = {
      ...source,
      render: (latents: Float32Array<ArrayBuffer>) => (asked.push(...latents), source.render(latents)),
    }
    await drawIdentities(spy, 20, 5, spread, 2)
    return asked.reduce((sum, value) => sum + value ** 2, 0) / asked.length
  }
})

describe('gaussianSource', () => {
  it('draws clouds with the mean and the variance of the pictures', async () => {
    const faces = syntheticPeople({ people: 8, pictures: 6, size })
    const clouds = await gaussianSource(faces)
    const grey = await drawStrangers(clouds, 400, 0)
    const statistics = (pixels: Uint8Array, step: number) => {
      const count = pixels.length / (area * step)
      return Array.from({ length: area }, (_, at) => {
        const values = Array.from({ length: count }, (_, n) => pixels[(n * area + at) * step])
        const mean = values.reduce((sum, value) => sum + value, 0) / count
        return [mean, values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count]
      })
    }
    const [real, drawn] = [statistics(faces.pixels, 3), statistics(grey, 1)]
    const total = (rows: number[][], which: 0 | 1) => rows.reduce((sum, row) => sum + row[which], 0)
    expect(total(drawn, 0) / total(real, 0)).toBeCloseTo(1, 1)
    expect(total(drawn, 1) / total(real, 1)).toBeGreaterThan(0.8)
    expect(total(drawn, 1) / total(real, 1)).toBeLessThan(1.2)
  })
})
