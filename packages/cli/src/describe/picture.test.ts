import { describe, expect, it } from 'vitest'
import { choosePicture, smootherLayout, type RunOutput } from './picture.ts'
import { guessRange } from './range.ts'

const output = (dims: number[], name = 'image', type = 'float32'): RunOutput => ({
  name,
  type,
  dims,
  numbers: Array.from({ length: dims.reduce((product, n) => product * n, 1) }, () => 0),
})
const chosen = (...outputs: RunOutput[]) => choosePicture(outputs, outputs[0].dims[0], { set: {} })

describe('choosePicture', () => {
  it.each<[number[], object]>([
    [[1, 3, 8, 9], { layout: 'NCHW', image: { width: 9, height: 8, channels: 3 }, how: 'read' }],
    [[1, 8, 9, 3], { layout: 'NHWC', image: { width: 9, height: 8, channels: 3 }, how: 'read' }],
    [[1, 1, 8, 9], { layout: 'NCHW', image: { width: 9, height: 8, channels: 1 } }],
    [[1, 8, 9], { image: { width: 9, height: 8, channels: 1 } }],
    [[4, 1, 1, 3, 8, 9], { layout: 'NCHW', image: { width: 9, height: 8, channels: 3 } }],
    [[1, 3, 64, 3], { layout: 'NCHW', how: 'guessed' }],
    [[1, 784], { image: { width: 28, height: 28, channels: 1 } }],
    [[1, 12_288], { image: { width: 64, height: 64, channels: 3 }, how: 'guessed' }],
  ])('reads %j', (dims, form) => {
    expect(chosen(output(dims))).toMatchObject(form)
  })

  it('prefers colour and a telling name, then the larger', () => {
    expect(chosen(output([1, 18, 512], 'w'), output([1, 3, 8, 8], 'image')).name).toBe('image')
    expect(chosen(output([1, 3, 8, 8], 'a'), output([1, 3, 16, 16], 'b')).name).toBe('b')
    expect(chosen(output([1, 1, 8, 8], 'mask'), output([1, 3, 8, 8], 'y'))).toMatchObject({
      name: 'y',
      how: 'guessed',
    })
  })

  it.each([[[1, 4, 8, 8]], [[2, 8]], [[1, 3, 5000, 8]], [[1, 1, 1, 1]], [[0, 3, 8, 8]]])(
    'refuses %j',
    (dims) => {
      expect(() => choosePicture([output(dims)], 1, { set: {} })).toThrow(/No output is a picture|is flat/)
    },
  )
})

it('a flat picture has the layout in which neighbours are alike', () => {
  const [width, height] = [16, 16]
  const planes = Array.from({ length: 3 * 256 }, (_, i) => Math.floor(i / 256) + Math.sin((i % 256) / 40))
  const pixels = planes.map((_, i) => planes[(i % 3) * 256 + Math.floor(i / 3)])
  expect(smootherLayout(planes, width, height)).toBe('NCHW')
  expect(smootherLayout(pixels, width, height)).toBe('NHWC')
})

describe('guessRange', () => {
  it.each<[string, number, number, [number, number], string]>([
    ['float32', -0.99, 0.98, [-1, 1], 'measured'],
    ['float32', -1.4, 1.2, [-1, 1], 'guessed'],
    ['float16', 0, 0.9, [0, 1], 'measured'],
    ['float32', -0.05, 1.1, [0, 1], 'guessed'],
    ['float32', 0, 0.1, [0, 1], 'guessed'],
    ['float32', 0.5, 251, [0, 255], 'measured'],
    ['float32', -12, 270, [0, 255], 'guessed'],
    ['uint8', 3, 9, [0, 255], 'read'],
    ['int64', 0, 200, [0, 255], 'measured'],
    ['int32', 0, 1, [0, 255], 'guessed'],
    ['int8', -128, 127, [-128, 127], 'measured'],
  ])('%s from %d to %d', (type, low, high, range, how) => {
    expect(guessRange(type, low, high)).toEqual({ range, how })
  })

  it('refuses whole numbers that are no levels', () => {
    expect(() => guessRange('int32', -5, 90_000)).toThrow(/are no levels of 0 to 255/)
  })
})
