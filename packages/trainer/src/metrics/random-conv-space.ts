import { statelessNormal, tf } from '@facegan/tfjs-native'
import { countPictures, type FeatureSpace } from './features.ts'

/** Output channels of each halving of the picture: six of them take 64 pixels to one. */
const widths = [16, 24, 32, 48, 48, 48, 48, 48]
const kernelSize = 4
const leakySlope = 0.2
const batchSize = 100
/** The space is defined by this number, so it never changes. */
const weightSeed = 2018

/**
 * Features of a convolution network that nobody trained: needs no download, knows no data set, is the same for ever.
 *
 * Convolutions (kernel 4, stride 2, leaky ReLU) halve the picture down to one pixel; their weights are He-initialised
 * normals from a fixed seed. After each, mean and standard deviation over all places are kept, so that the first ones
 * describe texture and colour and the last ones, which see the whole picture, where things are. F is 384 at 64 pixels,
 * 288 at 32.
 *
 * @see He et al. 2015, arXiv:1502.01852; random features as a judge of images: Ulyanov et al. 2018, arXiv:1711.10925
 */
export function randomConvSpace(): FeatureSpace {
  return {
    name: 'random-conv',
    async featuresOf(pixels, size) {
      const count = countPictures('pixels', pixels, size)
      const image = size * size * 3
      return tf.tidy(() => {
        const kernels = makeKernels(size)
        const batches = Array.from({ length: Math.ceil(count / batchSize) }, (_, i) => {
          const batch = pixels.subarray(i * batchSize * image, (i + 1) * batchSize * image)
          return tf.tidy(() => {
            const levels = tf.tensor4d(Float32Array.from(batch), [batch.length / image, size, size, 3])
            return describe(tf.sub(tf.div(levels, 127.5), 1), kernels)
          })
        })
        return tf.concat2d(batches, 0) // [N,F]
      })
    },
  }
}

function makeKernels(size: number): tf.Tensor4D[] {
  return widths.slice(0, Math.ceil(Math.log2(size))).map((filters, i) => {
    const channels = i === 0 ? 3 : widths[i - 1]
    const fanIn = kernelSize ** 2 * channels
    const gain = Math.sqrt(2 / (1 + leakySlope ** 2) / fanIn)
    const normals = statelessNormal([kernelSize, kernelSize, channels, filters], [weightSeed, i])
    return tf.mul(normals, gain) as tf.Tensor4D
  })
}

function describe(images: tf.Tensor4D, kernels: readonly tf.Tensor4D[]): tf.Tensor2D {
  let maps = images // [N,H,W,3] in [-1, 1]
  const pooled: tf.Tensor[] = []
  for (const kernel of kernels) {
    maps = tf.leakyRelu(tf.conv2d(maps, kernel, 2, 'same'), leakySlope) // [N,H/2,W/2,C]
    const { mean, variance } = tf.moments(maps, [1, 2]) // [N,C]
    pooled.push(mean)
    if (maps.shape[1] > 1) pooled.push(tf.sqrt(variance))
  }
  return tf.concat(pooled, 1) as tf.Tensor2D
}
