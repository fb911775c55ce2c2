import { tf } from '@facegan/tfjs-native'
import { buildDiscriminator } from '@facegan/trainer'
import { mirrored } from '../features/grey.ts'
import type { FaceFeatures, FeatureState, StateTensor } from '../recogniser.ts'
import { ownGanPreset, pictureValues } from './train-own-gan.ts'

/** Every layer's maps are brought to this grid by their maxima, as Radford et al. do. */
const grid = 4
const batchSize = 64

/**
 * What a discriminator sees in pictures: the maxima of each convolution's maps over a 4x4 grid, all layers side by side.
 *
 * @param pixels [N,size,size,3] levels
 * @returns [N,D], 16 numbers a channel
 */
export function discriminatorMaps(
  discriminator: tf.LayersModel,
  pixels: Uint8Array,
  size: number,
): tf.Tensor2D {
  const { imageSize } = ownGanPreset.network
  const activations = discriminator.layers.filter(
    ({ name }) => name.startsWith('down') && name.endsWith('_leaky'),
  )
  const maps = tf.model({
    inputs: discriminator.inputs,
    outputs: activations.map(({ output }) => output as tf.SymbolicTensor),
  })
  const row = size * size * 3
  const parts: tf.Tensor2D[] = []
  for (let from = 0; from < pixels.length; from += batchSize * row) {
    parts.push(
      tf.tidy(() => {
        const x = pictureValues(pixels.subarray(from, from + batchSize * row), size, imageSize)
        const pooled = [maps.predict(x)].flat().map((map) => {
          const stride = map.shape[1]! / grid
          return tf.reshape(tf.maxPool(map as tf.Tensor4D, stride, stride, 'valid'), [x.shape[0], -1])
        })
        return tf.concat(pooled, 1) as tf.Tensor2D
      }),
    )
  }
  const all = tf.concat(parts)
  tf.dispose(parts)
  return all
}

/** @param weights of a discriminator of the preset; the caller keeps them */
export function copyDiscriminator(weights: tf.Tensor[]): tf.LayersModel {
  const discriminator = buildDiscriminator(ownGanPreset.network, 0, {})
  discriminator.setWeights(weights)
  return discriminator
}

/** A discriminator and whitened axes of what it sees; compared by cosine. Owns the model and the axes. */
export class DiscriminatorFeatures implements FaceFeatures {
  readonly size: number
  readonly width: number
  readonly distance = 'cosine'
  readonly #discriminator: tf.LayersModel
  readonly #mean: tf.Tensor1D
  readonly #axes: tf.Tensor2D

  constructor(size: number, discriminator: tf.LayersModel, mean: tf.Tensor1D, axes: tf.Tensor2D) {
    this.size = size
    this.width = axes.shape[1]
    this.#discriminator = discriminator
    this.#mean = mean
    this.#axes = axes
  }

  static restore({ settings, tensors }: FeatureState): DiscriminatorFeatures {
    const { mean, axes, ...weights } = tensors
    const values = Object.values(weights).map(asTensor)
    const discriminator = copyDiscriminator(values)
    tf.dispose(values)
    return new DiscriminatorFeatures(
      Number(settings.size),
      discriminator,
      asTensor(mean) as tf.Tensor1D,
      asTensor(axes) as tf.Tensor2D,
    )
  }

  async embed(pixels: Uint8Array): Promise<Float32Array> {
    return tf.tidy(() =>
      tf.add(this.#project(pixels), this.#project(mirrored(pixels, this.size))).dataSync<'float32'>(),
    )
  }

  state(): FeatureState {
    const weights = this.#discriminator.getWeights().map((weight, i) => [`weight${i}`, weight] as const)
    const named: (readonly [string, tf.Tensor])[] = [...weights, ['mean', this.#mean], ['axes', this.#axes]]
    return {
      settings: { size: this.size },
      tensors: Object.fromEntries(
        named.map(([name, tensor]) => [name, { shape: tensor.shape, data: tensor.dataSync<'float32'>() }]),
      ),
    }
  }

  dispose(): void {
    this.#discriminator.dispose()
    tf.dispose([this.#mean, this.#axes])
  }

  #project(pixels: Uint8Array): tf.Tensor2D {
    const maps = discriminatorMaps(this.#discriminator, pixels, this.size)
    return tf.matMul(tf.sub<tf.Tensor2D>(maps, this.#mean), this.#axes)
  }
}

function asTensor({ data, shape }: StateTensor): tf.Tensor {
  return tf.tensor(data, [...shape])
}
