import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Scalar, Tensor, Tensor3D, Tensor4D } from '@tensorflow/tfjs'
import { tensorflowBackend } from './native-backend.ts'
import { VENDOR_ROOT } from './package-paths.ts'

const require = createRequire(import.meta.url)

/** The part of tfjs-node's `tf.node` that is left; documented at js.tensorflow.org/api_node. */
export interface TfjsNode {
  decodeImage(
    contents: Uint8Array,
    channels?: number,
    dtype?: string,
    expandAnimations?: boolean,
  ): Tensor3D | Tensor4D
  decodeJpeg(contents: Uint8Array, channels?: number): Tensor3D
  decodePng(contents: Uint8Array, channels?: number): Tensor3D
  encodeJpeg(image: Tensor3D, format?: '' | 'grayscale' | 'rgb', quality?: number): Promise<Uint8Array>
  encodePng(image: Tensor3D, compression?: number): Promise<Uint8Array>
  /** Writes TensorBoard event files into `folder`. */
  summaryFileWriter(folder: string, maxQueue?: number, flushMs?: number, suffix?: string): SummaryFileWriter
}

export interface SummaryFileWriter {
  scalar(name: string, value: Scalar | number, step: number): void
  histogram(name: string, values: Tensor, step: number, buckets?: number): void
  flush(): void
}

/** What tfjs-node calls `tf.node`. Throws TFJS_NATIVE_NOT_SET_UP before `useNativeBackend()`. */
export function tfjsNode(): TfjsNode {
  tensorflowBackend()
  const image = require(join(VENDOR_ROOT, 'dist/image.js'))
  const tensorboard = require(join(VENDOR_ROOT, 'dist/tensorboard.js'))
  return { ...image, ...tensorboard }
}
