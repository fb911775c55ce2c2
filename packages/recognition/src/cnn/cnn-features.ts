import { tf } from '@facegan/tfjs-native'
import { layersOf, type CnnArchitecture } from './architectures.ts'
import { standardise } from './augment-pictures.ts'
import { greyOf } from '../grey.ts'
import { forwardFolded, type CnnWeights } from './network.ts'
import type { FaceFeatures, FeatureState } from '../recogniser.ts'

/** Pictures per run: activations of 64 small pictures are 33 MB. */
const batchSize = 64

/** What a trained network is, once it learns no more. */
export interface CnnState {
  readonly architecture: CnnArchitecture
  readonly size: number
  /** Whether the answer is the network's own, of the people that it was trained on. */
  readonly classifies: boolean
  readonly folded: CnnWeights
  /** [E,P] */
  readonly classes: tf.Tensor2D
}

/**
 * Embeddings of a picture and of its mirror image, added up; compared by cosine. Owns the tensors of `state`.
 */
export class CnnFeatures implements FaceFeatures {
  readonly size: number
  readonly width: number
  readonly distance = 'cosine'
  readonly classify?: (pixels: Uint8Array) => Promise<Float32Array>
  readonly #state: CnnState

  constructor(state: CnnState) {
    this.#state = state
    this.size = state.size
    this.width = state.architecture.embedding
    if (state.classifies) this.classify = (pixels) => this.logits(pixels)
  }

  async embed(pixels: Uint8Array): Promise<Float32Array> {
    return this.#run(pixels, this.width, (embeddings) => embeddings)
  }

  /** Cosines with the classes, or inner products. @returns [N,P] */
  async logits(pixels: Uint8Array): Promise<Float32Array> {
    const { classes } = this.#state
    return this.#run(pixels, classes.shape[1], (embeddings) => tf.matMul(embeddings, classes))
  }

  state(): FeatureState {
    const { architecture, size, classifies, folded, classes } = this.#state
    const tensors = Object.fromEntries(
      Object.entries({ ...folded, classes }).map(([name, tensor]) => [
        name,
        { shape: tensor.shape, data: tensor.dataSync<'float32'>() },
      ]),
    )
    return { settings: { architecture, size, classifies }, tensors }
  }

  dispose(): void {
    tf.dispose([this.#state.folded, this.#state.classes])
  }

  async #run(
    pixels: Uint8Array,
    width: number,
    finish: (embeddings: tf.Tensor2D) => tf.Tensor,
  ): Promise<Float32Array> {
    const { architecture, size, folded } = this.#state
    const layers = layersOf(architecture, size)
    const grey = greyOf(pixels)
    const area = size * size
    const count = grey.length / area
    for (let n = 0; n < count; n++) standardise(grey.subarray(n * area, (n + 1) * area))
    const rows = new Float32Array(count * width)
    for (let from = 0; from < count; from += batchSize) {
      const length = Math.min(batchSize, count - from)
      const result = tf.tidy(() => {
        const x = tf.tensor4d(grey.subarray(from * area, (from + length) * area), [length, size, size, 1])
        const both = forwardFolded(layers, folded, tf.concat([x, tf.reverse(x, 2)]))
        const [plain, mirrored] = tf.split(both, 2) as tf.Tensor2D[]
        return finish(tf.add(plain, mirrored))
      })
      rows.set(await result.data(), from * width)
      result.dispose()
    }
    return rows
  }
}
