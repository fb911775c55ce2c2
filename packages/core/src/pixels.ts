import type { ModelManifest } from './manifest.ts'
import type { TensorData } from './tensor-data.ts'

/** Opaque RGBA levels [H,W,4]. */
export interface Pixels {
  readonly width: number
  readonly height: number
  readonly data: Uint8ClampedArray
}

/**
 * The one place where a network's output becomes pictures.
 *
 * @param output flat tensor of N images in the manifest's layout and encoding
 * @returns [N,H,W,4] RGBA levels, alpha 255; for `packed-rgba` a view of `output`, not a copy
 */
export function toRgba(
  output: Exclude<TensorData, BigInt64Array>,
  manifest: Pick<ModelManifest, 'image' | 'output'>,
): Uint8ClampedArray<ArrayBuffer> {
  const { encoding } = manifest.output
  if (encoding === 'packed-rgba') {
    // one little-endian int32 a pixel, finished inside the graph
    return new Uint8ClampedArray(output.buffer as ArrayBuffer, output.byteOffset, output.byteLength)
  }
  const { width, height, channels } = manifest.image
  const [low, high] = manifest.output.range
  const scale = 255 / (high - low)
  const area = width * height
  const count = output.length / (area * channels)
  const planar = manifest.output.layout === 'NCHW'
  const pixelStride = planar ? 1 : channels
  const channelStride = planar ? area : 1
  const rgba = new Uint8ClampedArray(count * area * 4)
  for (let n = 0; n < count; n++) {
    const image = n * area * channels
    for (let p = 0; p < area; p++) {
      const from = image + p * pixelStride
      const to = (n * area + p) * 4
      for (let c = 0; c < 3; c++) {
        const value = output[from + Math.min(c, channels - 1) * channelStride] // grey repeats its channel
        rgba[to + c] = (value - low) * scale // Uint8ClampedArray clamps and rounds
      }
      rgba[to + 3] = 255
    }
  }
  return rgba
}
