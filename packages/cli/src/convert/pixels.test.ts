import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PixelFormat } from './pixel-format.ts'
import { comparePixels, originalInput } from './pixels.ts'

const plain = { format: 'rgba8', range: [-1, 1], layout: 'nhwc', channels: 3, mean: [], std: [] } as const
const input = (shape: number[], values: Int32Array | Uint8Array) => ({
  name: 'x',
  shape,
  dtype: values instanceof Int32Array ? ('int32' as const) : ('uint8' as const),
  values,
})
const ranges = [[-1, 1] as const, [0, 1] as const, [0, 255] as const]
const formats = fc.record({
  format: fc.constantFrom('uint8' as const, 'rgba8' as const),
  range: fc.constantFrom(...ranges),
  layout: fc.constantFrom('nhwc' as const, 'nchw' as const),
  channels: fc.constantFrom(1, 3),
  mean: fc.constant([]),
  std: fc.constant([]),
})

/** What the graph gives for numbers [1,1,width,channels] or [1,channels,1,width]. */
function shown(numbers: Float32Array, { format, range, layout, channels }: PixelFormat): number[] {
  const scale = 255 / (range[1] - range[0])
  const width = numbers.length / channels
  const levels = Array.from({ length: numbers.length }, (_, at) => {
    const channel = at % channels
    const number = numbers[layout === 'nhwc' ? at : channel * width + Math.floor(at / channels)]!
    const clipped = Math.min(range[1], Math.max(range[0], number))
    return Math.min(255, Math.floor(Math.fround(Math.fround(clipped * scale) + (0.5 - range[0] * scale))))
  })
  if (format === 'uint8') return levels
  return Array.from({ length: width }, (_, pixel) => {
    const of = (channel: number) => levels[pixel * channels + (channels === 1 ? 0 : channel)]!
    return of(0) + of(1) * 256 + of(2) * 65536 - 2 ** 24
  })
}

const output = (values: ArrayLike<number>, { format, channels }: PixelFormat) => ({
  name: 'y',
  shape: format === 'rgba8' ? [1, 1, values.length] : [1, 1, values.length / channels, channels],
  values,
})
const expected = (values: Float32Array, { layout, channels }: PixelFormat) => ({
  name: 'y',
  shape:
    layout === 'nhwc'
      ? [1, 1, values.length / channels, channels]
      : [1, channels, 1, values.length / channels],
  values,
})

describe('originalInput', () => {
  it('gives the original the numbers that the bytes stand for', () => {
    const bytes = Uint8Array.of(0, 128, 255, 7, 255, 1, 2, 255)
    const packed = input([1, 1, 2], new Int32Array(bytes.buffer))
    const { shape, dtype, values } = originalInput(packed, plain)
    expect([shape, dtype]).toEqual([[1, 1, 2, 3], 'float32'])
    const levels = [0, 128, 255, 255, 1, 2]
    expect([...values]).toEqual(levels.map((level) => Math.fround(Math.fround(level / 127.5) - 1)))
    const planes = originalInput(packed, {
      ...plain,
      range: [0, 255],
      layout: 'nchw',
      mean: [1, 0, 5],
      std: [2],
    })
    expect(planes.shape).toEqual([1, 3, 1, 2])
    expect([...planes.values]).toEqual([-0.5, 127, 64, 0.5, 125, -1.5])
  })

  it('gives a model of grey pictures the luma', () => {
    const bytes = Uint8Array.of(9, 9, 9, 0, 255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255)
    const grey = { ...plain, range: [0, 255], channels: 1 } as const
    const { values } = originalInput(input([1, 2, 2], new Int32Array(bytes.buffer)), grey)
    expect([...values]).toEqual([9, 76, 150, 29])
  })
})

describe('comparePixels', () => {
  const numbers = fc.float32Array({ minLength: 3, maxLength: 30, min: -2, max: 300, noNaN: true })

  it('finds nothing between numbers and their own pixels', () => {
    fc.assert(
      fc.property(numbers, formats, (drawn, picture) => {
        const values = drawn.subarray(0, drawn.length - (drawn.length % picture.channels))
        const found = comparePixels(
          expected(values, picture),
          output(shown(values, picture), picture),
          picture,
          1e-5,
        )
        expect(found.levels).toEqual({ largest: 0, differing: 0 })
        expect(found.largest).toBeLessThanOrEqual(found.allowed / 10)
      }),
    )
  })

  it.each(ranges)('two levels off is at least one level off in the units of [%d, %d]', (...range) => {
    const picture = { ...plain, range, format: 'uint8' } as const
    const [low, high] = range
    const step = (high - low) / 255
    const values = Float32Array.from({ length: 255 }, (_, level) => low + level * step)
    const pixels = shown(values, picture).map((level) => level + (level < 250 ? 2 : -2))
    const { largest, levels, allowed } = comparePixels(
      expected(values, picture),
      output(pixels, picture),
      picture,
      1e-5,
    )
    expect(levels).toEqual({ largest: 2, differing: 1 })
    expect(largest / step).toBeCloseTo(1.5, 3)
    expect(largest).toBeGreaterThan(allowed)
  })

  it('a number on the border of two levels may have either', () => {
    const picture = { ...plain, range: [0, 255], format: 'uint8', channels: 1 } as const
    const values = Float32Array.of(9.5)
    for (const [level, largest] of [
      [9, 0],
      [10, 0],
      [11, 1],
    ] as const)
      expect(comparePixels(expected(values, picture), output([level], picture), picture, 1e-5).largest).toBe(
        largest,
      )
  })

  it('pixels that are not opaque, not grey, or of another shape are infinitely far away', () => {
    const zeros = new Float32Array(3)
    const far = (pixel: number, picture: PixelFormat, values = zeros) =>
      comparePixels(expected(values, picture), output([pixel], picture), picture, 1e-5).largest
    expect(far(0x808080 - 2 ** 24, plain)).toBe(0)
    expect(far(0x808080, plain)).toBe(Infinity)
    const grey = { ...plain, channels: 1 } as const
    expect(far(0x808080 - 2 ** 24, grey, new Float32Array(1))).toBe(0)
    expect(far(0x808081 - 2 ** 24, grey, new Float32Array(1))).toBe(Infinity)
    expect(far(0x808080 - 2 ** 24, plain, new Float32Array(6))).toBe(Infinity)
  })
})
