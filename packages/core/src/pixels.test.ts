import { describe, expect, it } from 'vitest'
import type { ModelManifest } from './manifest.ts'
import { toRgba } from './pixels.ts'

type Shape = Pick<ModelManifest, 'image' | 'output'>
const colour = { width: 2, height: 1, channels: 3 } as const
const grey = { width: 2, height: 1, channels: 1 } as const

function linear(
  image: Shape['image'],
  layout: 'NHWC' | 'NCHW',
  range: [number, number],
  type: 'float32' | 'uint8' = 'float32',
): Shape {
  return { image, output: { name: 'y', encoding: 'linear', type, layout, range } }
}

describe('toRgba', () => {
  it('reads NHWC float32 in [-1, 1]', () => {
    const output = Float32Array.of(-1, 0, 1, 0.5, -0.5, 1)
    expect([...toRgba(output, linear(colour, 'NHWC', [-1, 1]))]).toEqual([
      0, 128, 255, 255, 191, 64, 255, 255,
    ])
  })

  it('reads NCHW float32: all reds come first', () => {
    const output = Float32Array.of(0, 1, 0.2, 0.4, 0.6, 0.8) // R R G G B B in [0, 1]
    expect([...toRgba(output, linear(colour, 'NCHW', [0, 1]))]).toEqual([0, 51, 153, 255, 255, 102, 204, 255])
  })

  it('reads uint8 as it is', () => {
    const output = Uint8Array.of(1, 2, 3, 253, 254, 255)
    expect([...toRgba(output, linear(colour, 'NHWC', [0, 255], 'uint8'))]).toEqual([
      1, 2, 3, 255, 253, 254, 255, 255,
    ])
  })

  it.each(['NHWC', 'NCHW'] as const)('repeats a grey channel (%s)', (layout) => {
    const output = Float32Array.of(0, 1)
    expect([...toRgba(output, linear(grey, layout, [0, 1]))]).toEqual([0, 0, 0, 255, 255, 255, 255, 255])
  })

  it('clamps what lies outside the range and makes NaN black', () => {
    const output = Float32Array.of(-9, 9, NaN, Infinity, -Infinity, 0)
    expect([...toRgba(output, linear(colour, 'NHWC', [-1, 1]))]).toEqual([0, 255, 0, 255, 255, 0, 128, 255])
  })

  it('keeps the pictures of a batch apart', () => {
    const output = Float32Array.of(0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1)
    for (const layout of ['NHWC', 'NCHW'] as const) {
      const rgba = toRgba(output, linear(colour, layout, [0, 1]))
      expect([...rgba]).toEqual([0, 0, 0, 255, 0, 0, 0, 255, ...Array.from({ length: 8 }, () => 255)])
    }
  })

  it('takes packed pixels without a copy', () => {
    const shape: Shape = { image: colour, output: { name: 'y', encoding: 'packed-rgba' } }
    const output = Int32Array.of(1 + 2 * 256 + 3 * 65536 - 2 ** 24, 255 - 2 ** 24)
    const rgba = toRgba(output, shape)
    expect([...rgba]).toEqual([1, 2, 3, 255, 255, 0, 0, 255])
    expect(rgba.buffer).toBe(output.buffer)
  })

  it('takes packed pixels that lie inside a larger buffer', () => {
    const shape: Shape = { image: colour, output: { name: 'y', encoding: 'packed-rgba' } }
    const output = Int32Array.of(0, 7 - 2 ** 24, 8 - 2 ** 24).subarray(1)
    expect([...toRgba(output, shape)]).toEqual([7, 0, 0, 255, 8, 0, 0, 255])
  })
})
