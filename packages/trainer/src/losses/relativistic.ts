import { tf } from '@facegan/tfjs-native'
import type { GanLoss } from './gan-loss.ts'

/**
 * RpGAN: each generated picture is compared with one real picture, f(D(G(z)) - D(x)) with f = softplus, so that no
 * mode can be left out for free. Converges with R1 and R2 together.
 *
 * @see Jolicoeur-Martineau 2019, arXiv:1807.00734, section 4; Huang et al. 2024, arXiv:2501.05441, equation 2
 */
export const relativistic: GanLoss = {
  discriminator: (real, fake) => tf.mean(tf.softplus(tf.sub(fake, real))),
  generator: (fake, real) => tf.mean(tf.softplus(tf.sub(real, fake))),
  boundary: 'midway',
  hasTargets: false,
  generatorNeedsReal: true,
}
