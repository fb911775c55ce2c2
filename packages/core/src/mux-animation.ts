import type { AnimationPlan } from './animation-plan.ts'
import { concatBytes, viewOf } from './bytes.ts'
import { syntheticXmp } from './label.ts'
import {
  chunkBytes,
  codedSize,
  extendedHeader,
  isCoded,
  setUint24,
  webpChunks,
  webpFlag,
  webpOf,
  type WebpChunk,
} from './webp-file.ts'

/** A frame covers all of the one before; the other value would blend with it. */
const doNotBlend = 0x02

/**
 * One animated WebP of still ones, labelled.
 *
 * @param stills WebP files of the plan's size, as many as it has delays
 * @throws Error on a still that is none, or has another size
 * @see RFC 9649, 2.7.1
 */
export function muxAnimation(stills: readonly Uint8Array[], plan: AnimationPlan): Uint8Array<ArrayBuffer> {
  const { width, height, plays, delaysMs, label } = plan
  if (stills.length !== delaysMs.length) throw new Error(`${stills.length} stills, ${delaysMs.length} delays`)
  let alpha = false
  const frames = stills.map((still, n): WebpChunk => {
    const picture = pictureOf(still)
    const size = codedSize(picture[picture.length - 1])
    if (size.width !== width || size.height !== height)
      throw new Error(`still ${n} is ${size.width}x${size.height}, not ${width}x${height}`)
    alpha ||= size.alpha || picture.length > 1
    return { name: 'ANMF', data: concatBytes([frameHeader(plan, delaysMs[n]), ...picture.map(chunkBytes)]) }
  })
  const flags = webpFlag.animation | webpFlag.xmp | (alpha ? webpFlag.alpha : 0)
  const xmp = new TextEncoder().encode(syntheticXmp(label))
  return webpOf([
    extendedHeader(width, height, flags),
    { name: 'ANIM', data: loopHeader(plays) },
    ...frames,
    { name: 'XMP ', data: xmp },
  ])
}

/** Its pixels, behind their alpha where that is coded by itself. */
function pictureOf(still: Uint8Array): WebpChunk[] {
  const picture: WebpChunk[] = []
  for (const chunk of webpChunks(still)) {
    if (chunk.name === 'ALPH' && picture.length === 0) picture.push(chunk)
    if (isCoded(chunk.name)) return [...picture, chunk]
  }
  throw new Error('a WebP without a picture')
}

/** A transparent background, and how often to play. */
function loopHeader(plays: number): Uint8Array {
  const data = new Uint8Array(6)
  viewOf(data).setUint16(4, plays, true)
  return data
}

/** At the left upper corner, as large as the canvas. */
function frameHeader({ width, height }: AnimationPlan, delayMs: number): Uint8Array {
  const data = new Uint8Array(16)
  setUint24(data, 6, width - 1)
  setUint24(data, 9, height - 1)
  setUint24(data, 12, delayMs)
  data[15] = doNotBlend
  return data
}
