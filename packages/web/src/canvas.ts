import type { Pixels } from '@facegan/core'
import type { PictureType } from './file-options.ts'
import { NotEncodedError } from './not-encoded-error.ts'

type AnyCanvas = OffscreenCanvas | HTMLCanvasElement
type Context = OffscreenCanvasRenderingContext2D | CanvasRenderingContext2D

/**
 * Opaque levels as a file, coded by the browser.
 *
 * @param quality from 1 to 100; PNG does without
 * @throws NotEncodedError where the browser writes another format than the one asked for, or none
 */
export async function encodePixels(
  { width, height, data }: Pixels,
  type: PictureType,
  quality: number,
): Promise<Uint8Array<ArrayBuffer>> {
  let blob: Blob
  try {
    const canvas = newCanvas(width, height)
    const context = contextOf(canvas, { alpha: false }) // files without a channel that says nothing
    context.putImageData(new ImageData(new Uint8ClampedArray(data), width, height), 0, 0)
    blob = await blobOf(canvas, type, quality / 100)
  } catch (cause) {
    throw new NotEncodedError(type, `the canvas of ${width}x${height} could not be saved`, cause)
  }
  if (blob.type !== type)
    throw new NotEncodedError(type, `this browser wrote ${blob.type || 'another format'}`)
  return new Uint8Array(await blob.arrayBuffer())
}

/** Levels of a decoded picture. */
export function pixelsOf(bitmap: ImageBitmap): Pixels {
  const { width, height } = bitmap
  const context = contextOf(newCanvas(width, height), { willReadFrequently: true }) // keeps it off the GPU
  context.drawImage(bitmap, 0, 0)
  return context.getImageData(0, 0, width, height)
}

/** Safari has OffscreenCanvas since 16.4. */
function newCanvas(width: number, height: number): AnyCanvas {
  if (typeof OffscreenCanvas === 'function') return new OffscreenCanvas(width, height)
  return Object.assign(document.createElement('canvas'), { width, height })
}

function contextOf(canvas: AnyCanvas, settings: CanvasRenderingContext2DSettings): Context {
  const context = canvas.getContext('2d', settings) as Context | null
  if (!context) throw new Error('the browser gives no 2d context')
  return context
}

function blobOf(canvas: AnyCanvas, type: PictureType, quality: number): Promise<Blob> {
  if ('convertToBlob' in canvas) return canvas.convertToBlob({ type, quality })
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('it gave no file'))), type, quality)
  })
}
