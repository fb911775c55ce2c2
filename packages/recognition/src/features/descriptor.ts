import { greyOf } from './grey.ts'

/** Describes a grey picture by numbers that tell more about who it shows than its pixels do. */
export interface Descriptor {
  /** Numbers for a picture. */
  readonly width: number
  /**
   * @param picture [size·size] grey levels
   * @param into [width], zeros
   */
  describe(picture: Float32Array, into: Float32Array): void
}

/** Makes a descriptor for pictures of one size; what can be computed once is computed here. */
export type MakeDescriptor = (size: number) => Descriptor

/** @returns [N,width] */
export function describe(descriptor: Descriptor, pixels: Uint8Array, size: number): Float32Array {
  const grey = greyOf(pixels)
  const area = size * size
  const count = grey.length / area
  const { width } = descriptor
  const vectors = new Float32Array(count * width)
  for (let i = 0; i < count; i++) {
    descriptor.describe(grey.subarray(i * area, (i + 1) * area), vectors.subarray(i * width, (i + 1) * width))
  }
  return vectors
}

/** Several descriptions one after another, each brought to length 1, so that all have the same say. */
export function joined(...parts: readonly MakeDescriptor[]): MakeDescriptor {
  return (size) => {
    const descriptors = parts.map((make) => make(size))
    return {
      width: descriptors.reduce((sum, { width }) => sum + width, 0),
      describe(picture, into) {
        let at = 0
        for (const { width, describe } of descriptors) {
          const part = into.subarray(at, (at += width))
          describe(picture, part)
          toUnitLength(part)
        }
      },
    }
  }
}

/** In place, all or a part of a vector; zeros stay. */
export function toUnitLength(vector: Float32Array, start = 0, end = vector.length): void {
  let square = 0
  for (let i = start; i < end; i++) square += vector[i] * vector[i]
  if (square === 0) return
  const scale = 1 / Math.sqrt(square)
  for (let i = start; i < end; i++) vector[i] *= scale
}
