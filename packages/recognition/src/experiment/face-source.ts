import { tf, useNativeBackend } from '@facegan/tfjs-native'
import { greyPixels } from '../features/pixels.ts'
import { describe } from '../features/descriptor.ts'
import type { LabelledFaces } from '../labelled-faces.ts'
import { principalAxes } from '../subspaces/pca.ts'

/** Something that draws faces of latents: a generator, or what stands in for one as a control. */
export interface FaceSource {
  /** What it is, so that results of another one are never taken for its own: a hash of weights. */
  readonly fingerprint: string
  /** Side of its faces in pixels. */
  readonly size: number
  /** Z, numbers in a latent; they are normal. */
  readonly latentSize: number
  /**
   * @param latents [N,Z]
   * @returns [N,size,size,3] levels
   */
  render(latents: Float32Array<ArrayBuffer>, signal?: AbortSignal): Promise<Uint8Array>
}

/**
 * Normal clouds in pixel space with the mean and the principal axes of some pictures: all that a generator could know of
 * them is means and correlations. What helps as much as a GAN's faces when it is made of these is not the GAN's doing.
 */
export async function gaussianSource(pictures: LabelledFaces): Promise<FaceSource> {
  await useNativeBackend()
  const { size, pixels, labels } = pictures
  const area = size * size
  const x = describe(greyPixels(size), pixels, size)
  const [mean, axes] = tf.tidy(() => {
    const fit = principalAxes(tf.tensor2d(x, [labels.length, area]), mostAxes)
    const scaled = tf.mul(fit.axes, tf.sqrt(fit.variances)) // a unit normal along each gives the pictures' variance
    return [tf.keep(fit.mean), tf.keep(scaled)] as [tf.Tensor1D, tf.Tensor2D]
  })
  const latentSize = axes.shape[1]
  return {
    fingerprint: `gaussian ${latentSize}`,
    size,
    latentSize,
    async render(latents) {
      const levels = tf.tidy(() => {
        const z = tf.tensor2d(latents, [latents.length / latentSize, latentSize])
        const grey = tf.add(tf.matMul(z, axes, false, true), mean) // [N,area] in [0, 1], nearly
        return tf.round(tf.mul(tf.clipByValue(grey, 0, 1), 255)).dataSync<'float32'>()
      })
      return Uint8Array.from({ length: levels.length * 3 }, (_, i) => levels[Math.floor(i / 3)])
    },
  }
}

/** More carry rounding alone from the few hundred pictures of a split. */
const mostAxes = 200
