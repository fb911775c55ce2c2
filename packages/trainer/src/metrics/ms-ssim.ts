import { tf } from '@facegan/tfjs-native'

/** Exponents of the five scales that Wang et al. fitted to human judgement, fine to coarse. */
const fiveWeights = [0.0448, 0.2856, 0.3001, 0.2363, 0.1333]
const windowSize = 11
const windowSigma = 1.5
/** Stabilisers (K · 255)² of luminance and contrast. */
const c1 = (0.01 * 255) ** 2
const c2 = (0.03 * 255) ** 2

/**
 * Sides of the pictures that MS-SSIM looks at: halved while the 11-pixel window fits, five times at most. 64 pixels
 * have three scales (64, 32, 16), 32 have two; a picture under 11 pixels has one, with the window as wide as itself.
 */
export function msSsimScales(size: number): number[] {
  const scales = [size]
  while (scales.length < fiveWeights.length && Math.floor(scales.at(-1)! / 2) >= windowSize)
    scales.push(Math.floor(scales.at(-1)! / 2))
  return scales
}

/**
 * Multi-scale structural similarity of each picture of `a` with its partner of `b`: 1 for equal ones, near 0 for
 * unlike ones. Per colour channel, then the mean. With fewer scales than five the first exponents are used, scaled so
 * that they still sum to 1.
 *
 * @param a, b [N,H,W,3] levels, 0 to 255
 * @returns [N]
 * @see Wang, Simoncelli & Bovik 2003, "Multiscale structural similarity for image quality assessment"
 */
export function msSsim(a: tf.Tensor4D, b: tf.Tensor4D): tf.Tensor1D {
  return tf.tidy(() => {
    const [count, size] = a.shape
    const scales = msSsimScales(size)
    const total = fiveWeights.slice(0, scales.length).reduce((sum, weight) => sum + weight, 0)
    let [x, y] = [channelsAsPictures(a), channelsAsPictures(b)] // [3N,H,W,1]
    let product: tf.Tensor = tf.ones([count * 3])
    scales.forEach((_, scale) => {
      const { contrast, similarity } = ssim(x, y) // [3N]
      const last = scale === scales.length - 1
      const factor = tf.relu(last ? similarity : contrast)
      product = tf.mul(product, tf.pow(factor, fiveWeights[scale] / total))
      if (!last) [x, y] = [halve(x), halve(y)]
    })
    return tf.mean<tf.Tensor1D>(tf.reshape(product, [count, 3]), 1)
  })
}

/** Each channel is a picture of its own: window sums are then plain convolutions. [N,H,W,3] -> [3N,H,W,1] */
function channelsAsPictures(pictures: tf.Tensor4D): tf.Tensor4D {
  const [count, height, width] = pictures.shape
  return tf.reshape(tf.transpose(pictures, [0, 3, 1, 2]), [count * 3, height, width, 1])
}

/** SSIM, and its contrast-structure part alone, as means over the places where the whole window fits: [N]. */
function ssim(x: tf.Tensor4D, y: tf.Tensor4D): { contrast: tf.Tensor; similarity: tf.Tensor } {
  const window = gaussianWindow(Math.min(windowSize, x.shape[1]))
  const meanX = blur(x, window)
  const meanY = blur(y, window)
  const meanProduct = tf.mul(meanX, meanY)
  const meanSquares = tf.add(tf.square(meanX), tf.square(meanY))
  const covariance = tf.sub(blur(tf.mul(x, y), window), meanProduct)
  const variances = tf.sub(blur(tf.add(tf.square(x), tf.square(y)), window), meanSquares)
  const contrast = tf.div(tf.add(tf.mul(covariance, 2), c2), tf.add(variances, c2))
  const luminance = tf.div(tf.add(tf.mul(meanProduct, 2), c1), tf.add(meanSquares, c1))
  return {
    contrast: tf.mean(contrast, [1, 2, 3]),
    similarity: tf.mean(tf.mul(luminance, contrast), [1, 2, 3]),
  }
}

function gaussianWindow(size: number): tf.Tensor1D {
  const weights = Array.from({ length: size }, (_, i) =>
    Math.exp(-((i - (size - 1) / 2) ** 2) / (2 * windowSigma ** 2)),
  )
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return tf.tensor1d(weights.map((weight) => weight / sum))
}

/** A Gaussian is separable: down, then across. */
function blur(x: tf.Tensor4D, window: tf.Tensor1D): tf.Tensor4D {
  const down = tf.conv2d(x, tf.reshape(window, [-1, 1, 1, 1]) as tf.Tensor4D, 1, 'valid')
  return tf.conv2d(down, tf.reshape(window, [1, -1, 1, 1]) as tf.Tensor4D, 1, 'valid')
}

function halve(x: tf.Tensor4D): tf.Tensor4D {
  return tf.avgPool(x, 2, 2, 'valid')
}
