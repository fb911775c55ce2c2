import { tf, useNativeBackend } from '@facegan/tfjs-native'
import { columns } from '../distances/columns.ts'
import { greyOf } from '../features/grey.ts'
import { numbersOf } from '../numbers-of.ts'
import type { FaceFeatures, FeatureState, Recogniser } from '../recogniser.ts'
import { rowAxes } from '../subspaces/two-d-pca.ts'
import { assertEnough } from './assert-enough.ts'

/**
 * Pictures as matrices: each row is projected on the ten directions in which rows vary most. Learns in milliseconds,
 * since its covariance is only as large as a row.
 */
export const twoDPca: Recogniser = {
  name: 'two-d-pca',
  title: '2DPCA',
  source: 'Yang, Zhang, Frangi and Yang 2004, "Two-Dimensional PCA", doi:10.1109/TPAMI.2004.1261097',
  picturesPerPerson: 1,
  async fit(faces) {
    assertEnough(this, faces)
    await useNativeBackend()
    const { size, pixels } = faces
    const axes = numbersOf(() => rowAxes(matrices(pixels, size), columns))
    return features({ settings: { size }, tensors: { axes: { shape: [size, columns], data: axes } } })
  },
  async restore(state) {
    await useNativeBackend()
    return features(state)
  },
}

function features(state: FeatureState): FaceFeatures {
  const size = Number(state.settings.size)
  const axes = tf.tensor2d(state.tensors.axes.data, [size, columns])
  return {
    size,
    width: size * columns,
    distance: 'columns',
    async embed(pixels) {
      return numbersOf(() => {
        const rows = tf.reshape(matrices(pixels, size), [-1, size]) as tf.Tensor2D
        const projected = tf.reshape(tf.matMul(rows, axes), [-1, size, columns])
        return tf.transpose(projected, [0, 2, 1]) // a column's numbers side by side
      })
    },
    state: () => state,
    dispose: () => axes.dispose(),
  }
}

/** [N,size,size] in [0, 1] */
function matrices(pixels: Uint8Array, size: number): tf.Tensor3D {
  const grey = greyOf(pixels)
  return tf.div(tf.tensor3d(grey, [grey.length / (size * size), size, size]), 255)
}
