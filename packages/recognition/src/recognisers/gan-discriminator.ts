import { tf, useNativeBackend } from '@facegan/tfjs-native'
import { copyDiscriminator, DiscriminatorFeatures, discriminatorMaps } from '../gan/discriminator-features.ts'
import { trainOwnGan } from '../gan/train-own-gan.ts'
import type { Recogniser } from '../recogniser.ts'
import { whitenedAxes } from '../subspaces/projections.ts'
import { assertEnough } from './assert-enough.ts'

const source = 'Radford et al. 2016, arXiv:1511.06434, section 5.1'

/**
 * Features of a discriminator that learned, without a name, to tell these pictures from a generator's: two minutes of
 * two cores.
 */
export const ganDiscriminator = discriminatorRecogniser(
  { name: 'gan-discriminator', title: "GAN discriminator's features", source },
  10,
)

/** The control: the same network as it was drawn. What this gets, convolutions get without learning anything. */
export const untrainedDiscriminator = discriminatorRecogniser(
  { name: 'untrained-discriminator', title: 'The same, untrained', source },
  0,
)

/** @param kimg thousands of pictures that the GAN is shown */
export function discriminatorRecogniser(
  about: Pick<Recogniser, 'name' | 'title' | 'source'>,
  kimg: number,
): Recogniser {
  const described = { ...about, picturesPerPerson: 1, slow: true } as const
  return {
    ...described,
    async fit(faces, { seed = 0, signal, onProgress } = {}) {
      assertEnough(described, faces)
      await useNativeBackend()
      const gan = await trainOwnGan(faces, { kimg, seed, signal, onProgress })
      const discriminator = copyDiscriminator(gan.networks.discriminator.getWeights())
      gan.dispose()
      const [mean, axes] = tf.tidy(() => {
        const maps = discriminatorMaps(discriminator, faces.pixels, faces.size)
        const whitened = whitenedAxes(maps, faces.labels.length - 1)
        return [whitened.mean, whitened.axes] as [tf.Tensor1D, tf.Tensor2D]
      })
      return new DiscriminatorFeatures(faces.size, discriminator, mean, axes)
    },
    async restore(state) {
      await useNativeBackend()
      return DiscriminatorFeatures.restore(state)
    },
  }
}
