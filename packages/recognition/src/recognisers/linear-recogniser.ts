import { tf, useNativeBackend } from '@facegan/tfjs-native'
import type { DistanceName } from '../distances.ts'
import { describe, type MakeDescriptor } from '../features/descriptor.ts'
import { mirrored } from '../features/grey.ts'
import type { LabelledFaces } from '../labelled-faces.ts'
import { numbersOf } from '../numbers-of.ts'
import type { FaceFeatures, FeatureState, Recogniser } from '../recogniser.ts'
import { offsetOf, project, type Projection } from '../subspaces/projections.ts'
import { assertEnough } from './assert-enough.ts'

export interface LinearRecogniser extends Omit<Recogniser, 'fit' | 'restore'> {
  readonly describe: MakeDescriptor
  /**
   * Called inside `tf.tidy`.
   *
   * @param x [N,D] descriptions
   * @param people how many of them have a picture
   */
  readonly learn: (x: tf.Tensor2D, labels: Int32Array, people: number) => Projection
  readonly distance: DistanceName
  /** Whether it also learns from each picture's mirror image. @default false */
  readonly mirrors?: boolean
  /** Whether a picture's vector is the sum of its own and its mirror image's; with `mirrors`. @default false */
  readonly bothWays?: boolean
}

/** A recogniser that describes pictures and learns a linear map of the descriptions. */
export function linearRecogniser(design: LinearRecogniser): Recogniser {
  const { name, title, source, picturesPerPerson, learn, mirrors = false } = design
  return {
    name,
    title,
    source,
    picturesPerPerson,
    async fit(faces, { signal } = {}) {
      const people = assertEnough(design, faces)
      await useNativeBackend()
      signal?.throwIfAborted()
      const { size } = faces
      const descriptor = design.describe(size)
      const { pixels, labels } = mirrors ? withMirrorImages(faces) : faces
      const x = describe(descriptor, pixels, size)
      signal?.throwIfAborted()
      const { mean, axes, projected } = tf.tidy(() => {
        const described = tf.tensor2d(x, [labels.length, descriptor.width])
        const { mean, axes } = learn(described, labels, people)
        return { mean, axes, projected: project(described, axes, offsetOf({ mean, axes })) }
      })
      const tensors = {
        mean: { shape: mean.shape, data: numbersOf(() => mean) },
        axes: { shape: axes.shape, data: numbersOf(() => axes) },
      }
      const learned = numbersOf(() => vectorsOf(design, projected, faces.labels.length))
      projected.dispose()
      return { ...linearFeatures(design, { settings: { size }, tensors }), learned }
    },
    async restore(state) {
      await useNativeBackend()
      return linearFeatures(design, state)
    },
  }
}

/** The vectors of the first `count` pictures; their mirror images follow where it learned from these. */
function vectorsOf({ bothWays }: LinearRecogniser, projected: tf.Tensor2D, count: number): tf.Tensor2D {
  const own = tf.slice(projected, 0, count)
  return bothWays ? tf.add(own, tf.slice(projected, count, count)) : own
}

/** Pictures that are described at once: enough for a fast product, little memory. */
const batch = 256

function linearFeatures(design: LinearRecogniser, state: FeatureState): FaceFeatures {
  const size = Number(state.settings.size)
  const { mean, axes } = state.tensors
  const [depth, width] = axes.shape
  const descriptor = design.describe(size)
  const map = tf.tensor2d(axes.data, [depth, width])
  const offset = tf.tidy(() => offsetOf({ mean: tf.tensor1d(mean.data), axes: map }))
  const row = size * size * 3
  const projectPictures = (pixels: Uint8Array): tf.Tensor2D => {
    const x = describe(descriptor, pixels, size)
    return project(tf.tensor2d(x, [x.length / depth, depth]), map, offset)
  }
  return {
    size,
    width,
    distance: design.distance,
    async embed(pixels) {
      const vectors = new Float32Array((pixels.length / row) * width)
      for (let at = 0; at * row < pixels.length; at += batch) {
        const part = pixels.subarray(at * row, (at + batch) * row)
        const projected = numbersOf(() => {
          const one = projectPictures(part)
          return design.bothWays ? tf.add(one, projectPictures(mirrored(part, size))) : one
        })
        vectors.set(projected, at * width)
      }
      return vectors
    },
    state: () => state,
    dispose: () => tf.dispose([offset, map]),
  }
}

function withMirrorImages({ pixels, labels, size }: LabelledFaces): Pick<LabelledFaces, 'pixels' | 'labels'> {
  const both = new Uint8Array(pixels.length * 2)
  both.set(pixels)
  both.set(mirrored(pixels, size), pixels.length)
  const twice = new Int32Array(labels.length * 2)
  twice.set(labels)
  twice.set(labels, labels.length)
  return { pixels: both, labels: twice }
}
