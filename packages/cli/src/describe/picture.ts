import type { ModelManifest } from '@facegan/core'
import { CannotDescribeError, type Finding, type Wishes } from './description.ts'

/** One output of a run on `batch` faces, as numbers. */
export interface RunOutput {
  readonly name: string
  readonly type: string
  readonly dims: readonly number[]
  readonly numbers: ArrayLike<number>
}

/** How an output is read as pictures; the range comes later. */
export interface PictureForm {
  readonly name: string
  readonly type: string
  readonly image: ModelManifest['image']
  readonly packed: boolean
  readonly layout: 'NCHW' | 'NHWC'
  readonly how: Finding['how']
}

const types = /^(float(16|32|64)|u?int(8|16)|u?int32|int64)$/
const sideLimit = 4096

/** @throws CannotDescribeError where no output is a picture; it says what each is */
export function choosePicture(outputs: readonly RunOutput[], batch: number, wishes: Wishes): PictureForm {
  const named = outputs.filter(({ name }) => wishes.output === undefined || name === wishes.output)
  const forms = named.flatMap((output) => formOf(output, batch, wishes) ?? [])
  const [best] = forms.toSorted((a, b) => rankOf(a) - rankOf(b) || areaOf(b) - areaOf(a))
  if (best) return forms.length > 1 ? { ...best, how: 'guessed' } : best
  const flat = named.find(({ dims, type }) => types.test(type) && dims.length === 2 && (dims[1] ?? 0) > 3)
  const shown = named.map(({ name, type, dims }) => `${name} ${type} [${dims.join(',')}]`).join(', ')
  if (flat && !wishes.size)
    throw new CannotDescribeError(
      `Output ${flat.name} is flat, ${flat.dims[1]} numbers a face, which is no square picture.`,
      'say its size: --size WIDTHxHEIGHT',
    )
  throw new CannotDescribeError(
    `No output is a picture of 1 or 3 channels, at most ${sideLimit} pixels a side, with a batch axis; it gives ${shown || 'nothing'}.`,
    wishes.size
      ? 'another --size, perhaps'
      : 'a classifier, a video or a picture with transparency cannot be drawn',
  )
}

function rankOf({ name, image: { channels } }: PictureForm): number {
  return (/ima?ge?s?|rgb|pixels|sample|output/i.test(name) ? 0 : 2) + (channels === 3 ? 0 : 1)
}

const areaOf = ({ image }: PictureForm) => image.width * image.height

function formOf(output: RunOutput, batch: number, { size, layout }: Wishes): PictureForm | undefined {
  const { name, type, dims, numbers } = output
  if (!types.test(type) || dims[0] !== batch) return undefined
  const form = (width: number, height: number, channels: number, order: 'NCHW' | 'NHWC', sure = true) => {
    if (Math.min(width, height) < 2 || Math.max(width, height) > sideLimit) return undefined
    if (channels !== 1 && channels !== 3) return undefined
    const packed = channels === 1 && isPacked(output)
    const how = layout ? 'given' : sure ? 'read' : 'guessed'
    const image: PictureForm['image'] = { width, height, channels: packed ? 3 : channels }
    return { name, type, image, packed, layout: layout ?? order, how } as const
  }
  const rest = dims.slice(1)
  const axes = rest.length > 3 ? rest.filter((n) => n !== 1) : rest
  if (axes.length === 3) {
    const [a, b, c] = axes
    const both = [1, 3].includes(a) && [1, 3].includes(c)
    const first = both ? layout !== 'NHWC' : [1, 3].includes(a)
    return first ? form(c, b, a, 'NCHW', !both) : form(b, a, c, 'NHWC', !both)
  }
  if (axes.length === 2) return form(axes[1], axes[0], 1, 'NHWC')
  if (axes.length !== 1) return undefined
  const [count] = axes
  for (const channels of [3, 1]) {
    const side = Math.sqrt(count / channels)
    const { width, height } = size ?? { width: side, height: side }
    if (!Number.isInteger(width) || width * height * channels !== count) continue
    const order = channels === 3 ? smootherLayout(numbers, width, height) : 'NHWC'
    return form(width, height, channels, order, channels === 1)
  }
  return undefined
}

/** int32 whose top byte is 255 everywhere: an opaque alpha. */
function isPacked({ type, numbers }: RunOutput): boolean {
  return type === 'int32' && Array.from(numbers).every((value) => value >>> 24 === 255)
}

/** Of a flat colour picture: neighbours on a picture are alike, which only the right layout shows. */
export function smootherLayout(numbers: ArrayLike<number>, width: number, height: number): 'NCHW' | 'NHWC' {
  const area = width * height
  function roughness(pixelStride: number, channelStride: number): number {
    let sum = 0
    for (let c = 0; c < 3; c++)
      for (let p = 0; p < area; p++) {
        if (p % width === width - 1) continue
        const at = c * channelStride + p * pixelStride
        sum += Math.abs(numbers[at] - numbers[at + pixelStride])
      }
    return sum
  }
  return roughness(3, 1) < roughness(1, area) ? 'NHWC' : 'NCHW'
}
