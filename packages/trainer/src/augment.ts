import { statelessUniform, tf, translate, type Seed } from '@facegan/tfjs-native'
import type { AugmentConfig } from './config.ts'

/**
 * What D sees of each picture: changed in colour, moved, with a square blanked, each by its own random amount. The
 * same is done to real and generated pictures, and gradients pass to the generator.
 *
 * @param images [N,H,W,3] in [-1, 1]
 * @param seed the amounts are a function of it
 * @see Zhao et al. 2020, "Differentiable Augmentation for Data-Efficient GAN Training", arXiv:2006.10738
 */
export function diffAugment(images: tf.Tensor4D, config: AugmentConfig, seed: Seed): tf.Tensor4D {
  const { translation, cutout, colour } = config
  if (translation === 0 && cutout === 0 && colour === 0) return images.clone()
  const count = images.shape[0]
  return tf.tidy(() => {
    // [N,1] each, in [0, 1)
    const draws = tf.split(statelessUniform([count, 8], seed), 8, 1) as tf.Tensor2D[]
    const [gate, brightness, saturation, contrast, right, down, x, y] = draws
    let changed = images
    if (colour > 0) changed = changeColour(changed, tf.less(gate, colour), [brightness, saturation, contrast])
    if (translation > 0) changed = move(changed, translation, [right, down])
    if (cutout > 0) changed = tf.mul(changed, squareMask(changed.shape, cutout, [x, y]))
    return changed
  })
}

/** Brightness by -.5 to .5, saturation by 0 to 2, contrast by .5 to 1.5, as the paper's code draws them. */
function changeColour(
  images: tf.Tensor4D,
  changed: tf.Tensor,
  [brightness, saturation, contrast]: tf.Tensor2D[],
): tf.Tensor4D {
  const on = tf.cast(changed, 'float32')
  /** What no change is where the picture stays as it is. */
  const gated = (amount: tf.Tensor, neutral: number) =>
    tf.reshape(tf.add(neutral, tf.mul(on, tf.sub(amount, neutral))), [-1, 1, 1, 1]) // [N,1,1,1]
  const bright = tf.add(images, gated(tf.sub(brightness, 0.5), 0))
  const saturated = away(tf.mean(bright, 3, true), bright, gated(tf.mul(saturation, 2), 1))
  return away(tf.mean(saturated, [1, 2, 3], true), saturated, gated(tf.add(contrast, 0.5), 1))
}

/** x, drawn `factor` times as far from `from`. */
function away(from: tf.Tensor, x: tf.Tensor, factor: tf.Tensor): tf.Tensor4D {
  return tf.add(from, tf.mul(tf.sub(x, from), factor))
}

/** By whole pixels, up to a share of the side each way; what comes in is grey. */
function move(images: tf.Tensor4D, share: number, amounts: tf.Tensor2D[]): tf.Tensor4D {
  const [, height, width] = images.shape
  const shifts = amounts.map((amount, axis) => {
    const most = Math.round(share * (axis === 0 ? width : height))
    return tf.sub(tf.floor(tf.mul(amount, 2 * most + 1)), most)
  })
  return translate(images, tf.concat(shifts, 1) as tf.Tensor2D)
}

/** 0 in a square around a random point, which may reach over the edge, 1 elsewhere: [N,H,W,1]. */
function squareMask(shape: tf.Tensor4D['shape'], share: number, centres: tf.Tensor2D[]): tf.Tensor4D {
  const [count, height, width] = shape
  const [columns, rows] = centres.map((centre, axis) => {
    const side = axis === 0 ? width : height
    const distance = tf.abs(tf.sub(tf.add(tf.range(0, side), 0.5), tf.mul(centre, side))) // [N,side]
    const inside = tf.cast(tf.less(distance, (share * side) / 2), 'float32')
    return tf.reshape(inside, axis === 0 ? [count, 1, side, 1] : [count, side, 1, 1])
  })
  return tf.sub(1, tf.mul(rows, columns)) as tf.Tensor4D
}
