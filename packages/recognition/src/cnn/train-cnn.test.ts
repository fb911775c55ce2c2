import { tf, useNativeBackend } from '@facegan/tfjs-native'
import { beforeAll, describe, expect, it } from 'vitest'
import { greyLevels } from '../features/grey.ts'
import { cnnRecogniser } from '../recognisers/cnn.ts'
import { cumulativeMatch } from '../protocols/cumulative-match.ts'
import { splitOf } from '../protocols/split.ts'
import { syntheticPeople } from '../testing/synthetic-people.ts'
import { distancesToPeople, trainRecogniser } from '../trained-recogniser.ts'
import { layersOf } from './architectures.ts'
import { classicAugmentation } from './augment-pictures.ts'
import { foldMoments, forwardFolded, forwardTraining, initialWeights } from './network.ts'
import { trainCnn, type CnnPlan, type CnnTask } from './train-cnn.ts'

beforeAll(() => useNativeBackend())

const plan: CnnPlan = {
  architecture: { stem: 8, stages: [[16]], embedding: 16 },
  head: { kind: 'cosface', scale: 16, margin: 0.2 },
  augmentation: { ...classicAugmentation, mirror: false },
  steps: 60,
  learningRate: 4e-3,
  weightDecay: 0.05,
}
const faces = syntheticPeople({ people: 6, pictures: 8, size: 16 })

function task(changes: Partial<CnnTask> = {}): CnnTask {
  const { labels, pixels, size } = faces
  return {
    size,
    groups: [{ grey: greyLevels(pixels), labels, perBatch: 16 }],
    targets: { classes: 6, spread: 6, smoothing: 0 },
    seed: 1,
    ...changes,
  }
}

describe('a network', () => {
  it('folds batch norm away without a difference', () => {
    const layers = layersOf(plan.architecture, 16)
    const difference = tf.tidy(() => {
      const weights = initialWeights(layers, 3)
      const x = tf.randomNormal<tf.Rank.R4>([32, 16, 16, 1], 0, 1, 'float32', 5)
      const { embeddings, moments } = forwardTraining(layers, weights, x)
      const folded = forwardFolded(layers, foldMoments(layers, weights, moments), x)
      return tf.div(tf.mean(tf.abs(tf.sub(embeddings, folded))), tf.mean(tf.abs(folded))).dataSync()[0]
    })
    expect(difference).toBeLessThan(0.03) // training may multiply in bfloat16
  })

  it.each([{ kind: 'softmax' }, plan.head, { kind: 'arcface', scale: 16, margin: 0.3 }] as const)(
    'learns people with $kind, and comes back from its state',
    async (head) => {
      const { train, test } = splitOf(faces, { perPerson: 5, seed: 0 })
      const recogniser = cnnRecogniser({ name: 'cnn', title: 'CNN', source: 'a test' }, { ...plan, head })
      const trained = await trainRecogniser(recogniser, train, { seed: 1 })
      const nearest = await distancesToPeople(trained, test.pixels)
      expect(cumulativeMatch(nearest, test.labels).cmc[0]).toBeGreaterThan(0.7)
      const again = await recogniser.restore(structuredClone(trained.features.state()))
      expect(await again.embed(test.pixels)).toEqual(await trained.features.embed(test.pixels))
      again.dispose()
      trained.features.dispose()
    },
  )

  it('cannot learn people whose names were drawn at random', async () => {
    const shuffled = Int32Array.from(faces.labels, (_, i) => (i * 7) % 6)
    const { train, test } = splitOf({ ...faces, labels: shuffled }, { perPerson: 5, seed: 0 })
    const recogniser = cnnRecogniser({ name: 'cnn', title: 'CNN', source: 'a test' }, plan)
    const trained = await trainRecogniser(recogniser, train, { seed: 1 })
    const nearest = await distancesToPeople(trained, test.pixels)
    expect(cumulativeMatch(nearest, test.labels).cmc[0]).toBeLessThan(0.55)
    trained.features.dispose()
  })

  it('is a function of its seed, leaves no tensor behind, and tells how far it is', async () => {
    const short = { ...plan, steps: 12 }
    const before = tf.memory().numTensors
    const shares: number[] = []
    const one = await trainCnn(short, task({ onProgress: (share) => shares.push(share) }))
    const two = await trainCnn(short, task())
    const other = await trainCnn(short, task({ seed: 2 }))
    const values = [one, two, other].map(({ classes }) => [...classes.dataSync()])
    expect(values[1]).toEqual(values[0])
    expect(values[2]).not.toEqual(values[0])
    expect(one.loss).toBeGreaterThan(0)
    expect(shares).toEqual([10 / 12])
    for (const { weights, folded, classes } of [one, two, other]) tf.dispose([weights, folded, classes])
    expect(tf.memory().numTensors).toBe(before)
  })

  it('goes on from weights without changing them, and stops when it is told to', async () => {
    const short = { ...plan, steps: 3 }
    const first = await trainCnn(short, task())
    const kernel = first.weights['stem/kernel'].dataSync().slice()
    const targets = { classes: 9, spread: 6, smoothing: 0 } // other people, other classes
    const second = await trainCnn(short, task({ startFrom: first.weights, targets }))
    expect(first.weights['stem/kernel'].dataSync()).toEqual(kernel)
    expect(second.weights['stem/kernel'].dataSync()).not.toEqual(kernel)
    expect(second.classes.shape).toEqual([16, 9])
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(trainCnn(short, task({ signal }))).rejects.toThrow('enough')
    for (const { weights, folded, classes } of [first, second]) tf.dispose([weights, folded, classes])
  })
})
