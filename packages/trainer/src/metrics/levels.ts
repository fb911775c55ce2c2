import { tf } from '@facegan/tfjs-native'

/** Pixels in [-1, 1] to levels, half up and clipped, as every runtime rounds them. */
export function toLevels(pixels: tf.Tensor): Uint8Array {
  return tf.tidy(() => {
    const levels = tf.floor(tf.add(tf.mul(tf.clipByValue(pixels, -1, 1), 127.5), 128))
    return Uint8Array.from(levels.dataSync())
  })
}
