import { bfloat16Conv2d, bfloat16Conv2dTranspose, biasAdd, tf } from '@facegan/tfjs-native'
import type { Precision } from '../../precision.ts'
import { oneShape, oneTensor } from './the-one.ts'

export interface ConvConfig {
  readonly name: string
  readonly inputShape?: tf.Shape | undefined
  readonly filters: number
  /** Side of the square kernel. */
  readonly kernelSize: number
  readonly stride: number
  readonly useBias: boolean
  readonly initializer: ReturnType<typeof tf.initializers.randomNormal>
  /** Of its products; weights and maps are float32 all the same. @default 'float32' */
  readonly precision?: Precision
}

/** What both kinds of convolution share: weights, bias, and the config that any tfjs or Keras reads. */
abstract class FusedConv extends tf.layers.Layer {
  protected readonly settings: ConvConfig
  protected kernel!: tf.LayerVariable
  #bias: tf.LayerVariable | undefined

  constructor(settings: ConvConfig) {
    const { name, inputShape } = settings
    super(inputShape ? { name, inputShape } : { name })
    this.settings = settings
  }

  /** [K,K,…]: the two channel counts stand in the order that the layer's Keras twin has them. */
  protected abstract kernelShape(channelsIn: number): number[]
  protected abstract convolve(x: tf.Tensor4D): tf.Tensor4D
  protected abstract sizeAfter(size: number): number

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const { initializer, useBias, filters } = this.settings
    const channelsIn = oneShape(inputShape).at(-1)!
    this.kernel = this.addWeight('kernel', this.kernelShape(channelsIn), 'float32', initializer)
    if (useBias) this.#bias = this.addWeight('bias', [filters], 'float32', tf.initializers.zeros())
    this.built = true
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const y = this.convolve(oneTensor(inputs) as tf.Tensor4D)
    return this.#bias ? biasAdd(y, this.#bias.read()) : y
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [count, height, width] = oneShape(inputShape)
    return [count, this.sizeAfter(height!), this.sizeAfter(width!), this.settings.filters]
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { filters, kernelSize, stride, useBias } = this.settings
    return {
      ...super.getConfig(),
      filters,
      kernelSize: [kernelSize, kernelSize],
      strides: [stride, stride],
      padding: 'same',
      dataFormat: 'channelsLast',
      dilationRate: [1, 1],
      activation: 'linear',
      useBias,
    }
  }
}

/** Convolution [N,H,W,C] -> [N,H/stride,W/stride,filters]; saved as the standard `Conv2D` layer. */
export class FusedConv2D extends FusedConv {
  static className = 'Conv2D'

  protected override kernelShape(channelsIn: number): number[] {
    const { kernelSize, filters } = this.settings
    return [kernelSize, kernelSize, channelsIn, filters]
  }

  protected override convolve(x: tf.Tensor4D): tf.Tensor4D {
    const { stride, precision } = this.settings
    const kernel = this.kernel.read() as tf.Tensor4D
    return precision === 'bfloat16' ? bfloat16Conv2d(x, kernel, stride) : tf.conv2d(x, kernel, stride, 'same')
  }

  protected override sizeAfter(size: number): number {
    return Math.ceil(size / this.settings.stride)
  }
}

/** Transposed convolution [N,H,W,C] -> [N,H·stride,W·stride,filters]; saved as the standard `Conv2DTranspose` layer. */
export class FusedConv2DTranspose extends FusedConv {
  static className = 'Conv2DTranspose'

  protected override kernelShape(channelsIn: number): number[] {
    const { kernelSize, filters } = this.settings
    return [kernelSize, kernelSize, filters, channelsIn]
  }

  protected override convolve(x: tf.Tensor4D): tf.Tensor4D {
    const [count, height, width] = x.shape
    const { stride, filters, precision } = this.settings
    const kernel = this.kernel.read() as tf.Tensor4D
    if (precision === 'bfloat16') return bfloat16Conv2dTranspose(x, kernel, stride)
    const shape: [number, number, number, number] = [count, height * stride, width * stride, filters]
    return tf.conv2dTranspose(x, kernel, shape, stride, 'same')
  }

  protected override sizeAfter(size: number): number {
    return size * this.settings.stride
  }
}
