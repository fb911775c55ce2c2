import { tf } from '@facegan/tfjs-native'
import { modelVariables } from './networks/model-variables.ts'

/**
 * Pulls the averaged generator toward the current one, batch-norm statistics included.
 *
 * @param images seen since the last call
 * @param halfLifeImages after so many images an old weight counts half
 * @see Yazici et al. 2019, "The Unusual Effectiveness of Averaging in GAN Training", arXiv:1806.04498
 */
export function updateEma(
  ema: tf.LayersModel,
  current: tf.LayersModel,
  images: number,
  halfLifeImages: number,
): void {
  const decay = 0.5 ** (images / halfLifeImages)
  const targets = modelVariables(ema, 'all')
  modelVariables(current, 'all').forEach(({ variable }, i) => {
    const target = targets[i].variable
    const next = tf.tidy(() => tf.add(variable, tf.mul(tf.sub(target, variable), decay)))
    target.assign(next)
    next.dispose()
  })
}
