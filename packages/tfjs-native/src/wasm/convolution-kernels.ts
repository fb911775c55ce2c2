import type { Tensor4D, TensorInfo } from '@tensorflow/tfjs'
import { tf } from '../tf.ts'
import { floatsOf, newTensor, swapEnds, swapOuter } from './heap.ts'

// Both gradients of a convolution, as forward convolutions: XNNPACK has those alone, and the loops that the package
// has for one of them reach a tenth of its speed. What is moved is moved in JavaScript, a nanosecond a number.

/** Of a forward convolution; the backend knows no other order than NHWC. */
export interface ConvolutionAttributes {
  readonly strides: number | [number, number]
  readonly pad: 'same' | 'valid' | number | [number, number][]
  readonly dilations?: number | [number, number]
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil'
}

type Shape4D = Tensor4D['shape']

export function infoOf(inputShape: Shape4D, filterShape: Shape4D, attributes: ConvolutionAttributes) {
  const { strides, pad, dilations = 1, dimRoundingMode } = attributes
  return tf.backend_util.computeConv2DInfo(
    inputShape,
    filterShape,
    strides,
    dilations,
    pad as never,
    dimRoundingMode,
  )
}

/**
 * How the loss changes with the filter: each of its places is a sum over batch and map of x times dy. That is a
 * convolution of x, with the channels for a batch and the batch for channels, by dy for a filter, in which the stride has become a dilation.
 *
 * @param x [N,H,W,C]
 * @param dy [N,P,Q,F]
 * @returns [K,L,C,F]
 */
export function filterGradient(
  x: Tensor4D,
  dy: Tensor4D,
  filterShape: Shape4D,
  attributes: ConvolutionAttributes,
): TensorInfo {
  const info = infoOf(x.shape, filterShape, attributes)
  const [count, height, width, channels] = x.shape
  const [, rows, columns, filters] = dy.shape
  const [kernelHeight, kernelWidth] = filterShape
  const { strideHeight, strideWidth, padInfo } = info
  return tf.tidy(() => {
    const turned = wrap(swapEnds(x, count, height * width, channels, [channels, height, width, count]))
    const filter = wrap(swapOuter(dy, count, rows * columns, filters, [rows, columns, count, filters]))
    // so much behind that the result has the filter's size: less than nothing where the stride left rows unseen
    const below = kernelHeight + (rows - 1) * strideHeight - height - padInfo.top
    const right = kernelWidth + (columns - 1) * strideWidth - width - padInfo.left
    const seen = part(turned, 0, height + Math.min(below, 0), 0, width + Math.min(right, 0))
    const padding = [
      [0, 0],
      [padInfo.top, Math.max(below, 0)],
      [padInfo.left, Math.max(right, 0)],
      [0, 0],
    ]
    const sums = tf.conv2d(seen, filter, 1, padding as never, 'NHWC', [strideHeight, strideWidth]) // [C,K,L,F]
    return wrap(swapOuter(sums, channels, kernelHeight * kernelWidth, filters, filterShape))
  })
}

/**
 * How the loss changes with the input, which is the transposed convolution as well. With a stride of s, pixels that
 * lie s apart see the same taps: each of these s·s kinds is a small convolution of dy, and is then put in its places.
 *
 * @param dy [N,P,Q,F]
 * @param filter [K,L,C,F]
 * @returns [N,H,W,C]
 */
export function inputGradient(
  dy: Tensor4D,
  filter: Tensor4D,
  inputShape: Shape4D,
  attributes: ConvolutionAttributes,
): TensorInfo {
  const { strideHeight, strideWidth, padInfo } = infoOf(inputShape, filter.shape, attributes)
  const [, height, width] = inputShape
  const down = kindsAlong(height, filter.shape[0], strideHeight, padInfo.top, dy.shape[1])
  const across = kindsAlong(width, filter.shape[1], strideWidth, padInfo.left, dy.shape[2])
  return tf.tidy(() => {
    const pictures = wrap(newTensor(inputShape))
    if ([...down, ...across].some(({ taps }) => taps === 0)) floatsOf(pictures).fill(0)
    for (const rows of down)
      for (const columns of across) {
        if (rows.taps === 0 || columns.taps === 0) continue
        const seen = part(dy, rows.first, rows.count, columns.first, columns.count)
        const padding = [[0, 0], rows.padding, columns.padding, [0, 0]]
        const pixels = tf.conv2d(seen, wrap(filterOfKind(filter, rows, columns)), 1, padding as never)
        if (strideHeight === 1 && strideWidth === 1) return pixels
        putInPlace(pixels, pictures, rows, columns)
      }
    return pictures
  })
}

/** Pixels of one axis that see the same taps of a filter. */
interface Kind {
  /** The first of these pixels, and how far they are apart. */
  readonly start: number
  readonly stride: number
  /** The first tap that they see, and how many; each next one is `stride` further. */
  readonly tap: number
  readonly taps: number
  /** The part of dy that they see, and zeros around it. */
  readonly first: number
  readonly count: number
  readonly padding: readonly [number, number]
}

/** @param pad in front of the axis @param places of dy */
function kindsAlong(size: number, kernel: number, stride: number, pad: number, places: number): Kind[] {
  return Array.from({ length: Math.min(stride, size) }, (_, start) => {
    const tap = (start + pad) % stride
    const taps = Math.max(0, Math.ceil((kernel - tap) / stride))
    // pixel start + i·stride sees places nearest + i, and taps - 1 before it
    const nearest = Math.floor((start + pad) / stride)
    const last = nearest + Math.ceil((size - start) / stride) - 1
    const earliest = nearest - taps + 1
    const first = Math.max(earliest, 0)
    const end = Math.min(last, places - 1)
    const padding = [first - earliest, last - end] as const
    // none of what they would see is there
    if (end < first) return { start, stride, tap, taps: 0, first: 0, count: 0, padding: [0, 0] }
    return { start, stride, tap, taps, first, count: end - first + 1, padding }
  })
}

/** [K,L,C,F] to [taps,taps,F,C], the last tap first. */
function filterOfKind(filter: Tensor4D, rows: Kind, columns: Kind): TensorInfo {
  const [, width, channels, filters] = filter.shape
  const turned = newTensor([rows.taps, columns.taps, filters, channels])
  const [from, to] = [floatsOf(filter), floatsOf(turned)]
  for (let i = 0; i < rows.taps; i++)
    for (let j = 0; j < columns.taps; j++) {
      const tap = (rows.tap + i * rows.stride) * width + columns.tap + j * columns.stride
      const place = (rows.taps - 1 - i) * columns.taps + columns.taps - 1 - j
      for (let channel = 0; channel < channels; channel++) {
        const source = (tap * channels + channel) * filters
        let target = place * filters * channels + channel
        for (let f = 0; f < filters; f++, target += channels) to[target] = from[source + f]!
      }
    }
  return turned
}

/** Every pixel of one kind to where it belongs. */
function putInPlace(pixels: Tensor4D, pictures: Tensor4D, rows: Kind, columns: Kind): void {
  const [count, height, width, channels] = pictures.shape
  const [, pixelRows, pixelColumns] = pixels.shape
  const [from, to] = [floatsOf(pixels), floatsOf(pictures)]
  let source = 0
  for (let n = 0; n < count; n++)
    for (let row = 0; row < pixelRows; row++) {
      const line = (n * height + rows.start + row * rows.stride) * width + columns.start
      for (let column = 0; column < pixelColumns; column++) {
        const target = (line + column * columns.stride) * channels
        for (let c = 0; c < channels; c++) to[target + c] = from[source++]!
      }
    }
}

/** Some rows and columns of maps; those themselves where that is all of them. */
function part(x: Tensor4D, top: number, rows: number, left: number, columns: number): Tensor4D {
  const [count, height, width, channels] = x.shape
  if (rows === height && columns === width) return x
  return tf.slice(x, [0, top, left, 0], [count, rows, columns, channels])
}

/** A tensor that `tf.tidy` knows of. */
function wrap({ dataId, shape, dtype }: TensorInfo): Tensor4D {
  return tf.engine().makeTensorFromTensorInfo({ dataId, shape, dtype }) as Tensor4D
}
