import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fillLatent } from '@facegan/core'
import {
  arms,
  availableArms,
  openCells,
  runExperiment,
  type ArmCell,
  type ExperimentOptions,
  type FaceSource,
  type LabelledFaces,
} from '@facegan/recognition'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../browser/temporary-folder.ts'

const size = 16
const area = size * size
const latentSize = 8

/** Every pixel a fixed linear function of the latent. */
const generator: FaceSource = {
  fingerprint: 'linear',
  size,
  latentSize,
  async render(latents) {
    const weights = new Float32Array(area * latentSize)
    fillLatent(77, weights)
    return Uint8Array.from({ length: (latents.length / latentSize) * area * 3 }, (_, i) => {
      const [face, pixel] = [Math.floor(i / (area * 3)), Math.floor(i / 3) % area]
      let level = 128
      for (let k = 0; k < latentSize; k++)
        level += 14 * weights[pixel * latentSize + k] * latents[face * latentSize + k]
      return Math.max(0, Math.min(255, level))
    })
  },
}

/** People are latents, pictures are small moves about them. */
async function people(count: number, perPerson: number, first: number): Promise<LabelledFaces> {
  const latents = new Float32Array(count * perPerson * latentSize)
  const [person, move] = [new Float32Array(latentSize), new Float32Array(latentSize)]
  for (let n = 0; n < count * perPerson; n++) {
    fillLatent(first + Math.floor(n / perPerson), person)
    fillLatent(first + 1000 + n, move)
    latents.set(
      person.map((value, k) => value + 0.4 * move[k]),
      n * latentSize,
    )
  }
  const labels = Int32Array.from({ length: count * perPerson }, (_, n) => Math.floor(n / perPerson))
  return {
    size,
    pixels: await generator.render(latents),
    labels,
    people: Array.from({ length: count }, (_, p) => `p${p}`),
    files: Array.from(labels, (p, n) => `p${p}/${n}.png`),
  }
}

async function small(changes: Partial<ExperimentOptions> = {}): Promise<ExperimentOptions> {
  return {
    sets: [{ name: 'latents', faces: await people(5, 6, 0), perPerson: [3] }],
    generator,
    others: await people(4, 2, 500),
    unseen: await people(3, 3, 700),
    seeds: 2,
    steps: 4,
    jobs: 2,
    ...changes,
  }
}

describe('the experiment', { timeout: 120_000 }, () => {
  it('trains every quick arm, keeps each network as it is done, and trains none of them again', async () => {
    const folder = temporaryFolder()
    const options = await small()
    const quick = availableArms(options).filter((arm) => arm.quick)
    expect(quick).toHaveLength(9)
    const done: number[] = []
    const cells = await openCells<ArmCell>(folder)
    const report = await runExperiment({
      ...options,
      arms: quick,
      cells,
      onProgress: (progress) => done.push(progress.done),
    })
    await cells.close()
    expect(done.at(-1)).toBe(18)
    expect(done).toEqual(done.toSorted((a, b) => a - b))
    const [design] = report.designs
    expect(design).toMatchObject({ set: 'latents', perPerson: 3, people: 5, seeds: 2 })
    expect(design.arms.map(({ arm }) => arm)).toEqual(quick.map(({ name }) => name))
    for (const { outcomes } of design.arms) {
      expect(outcomes.rank1!.mean).toBeGreaterThanOrEqual(0)
      expect(outcomes.unseenAuc!.mean).toBeLessThanOrEqual(1)
    }
    // not one arm is another under a new name
    const lines = readFileSync(join(folder, 'results.jsonl'), 'utf8').trim().split('\n')
    const losses = lines.map((line) => JSON.parse(line).value.testLoss)
    expect(new Set(losses).size).toBe(18)

    const again = await openCells<ArmCell>(folder)
    const trained: number[] = []
    const second = await runExperiment({
      ...options,
      arms: quick,
      cells: again,
      onProgress: (progress) => trained.push(progress.done),
    })
    await again.close()
    expect(trained).toEqual([])
    expect(second).toEqual(report)
  })

  it('gives the same numbers however many networks learn at once', async () => {
    const chosen = arms.filter(({ name }) => name === 'baseline' || name === 'identities-generated')
    const [one, two] = [
      await runExperiment(await small({ arms: chosen, jobs: 1 })),
      await runExperiment(await small({ arms: chosen, jobs: 2 })),
    ]
    expect(one.designs).toEqual(two.designs)
  })

  it('stops when it is told to, and keeps what was finished', async () => {
    const cells = await openCells<ArmCell>()
    const stop = new AbortController()
    const chosen = arms.filter(({ name }) => name === 'baseline' || name === 'label-smoothing')
    const options = await small({ arms: chosen, jobs: 1, cells, signal: stop.signal, seeds: 3 })
    const running = runExperiment({
      ...options,
      onProgress: ({ done }) => done === 4 && stop.abort(new Error('enough')),
    })
    await expect(running).rejects.toThrow('enough')
    const kept = await runExperiment({ ...options, signal: undefined, onlyFinished: true })
    expect(kept.designs[0].seeds).toBe(2)
  })

  it.each<[string, (options: ExperimentOptions) => Partial<ExperimentOptions>, RegExp]>([
    ['one seed', () => ({ seeds: 1 }), /`seeds` must be a whole number from 2 to 20/],
    ['no steps', () => ({ steps: 0 }), /`steps` must be a whole number from 1 up/],
    ['no set', () => ({ sets: [] }), /`sets` must be one set of faces at least/],
    ['a GAN of no pictures', () => ({ ownGanKimg: 0 }), /`ownGanKimg` must be above 0/],
    [
      'more pictures of each than there are',
      ({ sets }) => ({ sets: [{ ...sets[0], perPerson: [6] }] }),
      /takes 7 of each; fewer have p0 \(6\)/,
    ],
    [
      'strangers of another size',
      ({ others }) => ({ others: { ...others!, size: 8 } }),
      /Pictures of latents are 16 pixels wide and those of the other people 8/,
    ],
    [
      'unseen people with a picture each',
      ({ unseen }) => ({ unseen: { ...unseen!, labels: Int32Array.from(unseen!.labels, (_, i) => i) } }),
      /needs two pictures of one of them/,
    ],
  ])('refuses %s before anything is trained', async (_, change, message) => {
    const options = await small()
    await expect(runExperiment({ ...options, ...change(options) })).rejects.toThrow(message)
  })
})
