import { tf } from '@facegan/tfjs-native'
import { greyLevels } from '../features/grey.ts'
import type { FaceFeatures, FeatureState } from '../recogniser.ts'
import { layersOf, type CnnArchitecture } from './architectures.ts'
import { standardPictures } from './augment-pictures.ts'
import { freeLogits, type CnnHead } from './heads.ts'
import { forwardFolded, type CnnWeights } from './network.ts'

/** Pictures per run, to bound the memory of maps. */
const batchSize = 64

/** What a network is, once it learns no more. */
export interface CnnState {
  readonly architecture: CnnArchitecture
  readonly head: CnnHead
  readonly size: number
  /** As `foldMoments` gives them. */
  readonly folded: CnnWeights
  /** [E,P] the last layer, for the people that it was trained on. */
  readonly classes: tf.Tensor2D
}

/**
 * A network's embeddings: the mean of a picture's and of its mirror image's, compared by cosine. With a plain softmax
 * the network answers itself, since nothing made its embeddings comparable. Owns the tensors of its state.
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
    if (state.head.kind === 'softmax') this.classify = async (pixels) => this.logits(await this.embed(pixels))
  }

  static restore({ settings, tensors }: FeatureState): CnnFeatures {
    const { classes, ...folded } = Object.fromEntries(
      Object.entries(tensors).map(([name, { data, shape }]) => [name, tf.tensor(data, [...shape])]),
    )
    return new CnnFeatures({
      ...(settings as unknown as Pick<CnnState, 'architecture' | 'head' | 'size'>),
      folded,
      classes: classes as tf.Tensor2D,
    })
  }

  async embed(pixels: Uint8Array): Promise<Float32Array> {
    const { architecture, size, folded } = this.#state
    const layers = layersOf(architecture, size)
    const area = size * size
    const pictures = standardPictures(greyLevels(pixels), area)
    const count = pictures.length / area
    const vectors = new Float32Array(count * this.width)
    for (let from = 0; from < count; from += batchSize) {
      const length = Math.min(batchSize, count - from)
      const result = tf.tidy(() => {
        const x = tf.tensor4d(pictures.subarray(from * area, (from + length) * area), [length, size, size, 1])
        const [plain, mirrored] = [x, tf.reverse(x, 2)].map((one) => forwardFolded(layers, folded, one))
        return tf.div(tf.add(plain, mirrored), 2)
      })
      vectors.set(await result.data(), from * this.width)
      result.dispose()
    }
    return vectors
  }

  /**
   * What the last layer says of each person that the network was trained on.
   *
   * @param vectors [N,E] as `embed` gives them
   * @returns [N,P]
   */
  logits(vectors: Float32Array): Float32Array {
    const { head, classes } = this.#state
    return tf.tidy(() => {
      const embeddings = tf.tensor2d(vectors, [vectors.length / this.width, this.width])
      return freeLogits(head, embeddings, classes).dataSync<'float32'>()
    })
  }

  state(): FeatureState {
    const { architecture, head, size, folded, classes } = this.#state
    const tensors = Object.fromEntries(
      Object.entries({ ...folded, classes }).map(([name, tensor]) => [
        name,
        { shape: tensor.shape, data: tensor.dataSync<'float32'>() },
      ]),
    )
    return { settings: { architecture, head, size }, tensors }
  }

  dispose(): void {
    tf.dispose([this.#state.folded, this.#state.classes])
  }
}
