import {
  InvalidOptionError,
  type Edit,
  type Face,
  type FaceModel,
  type FaceOfModel,
  type Mix,
} from '@facegan/core'
import type { ToBlobOptions } from './file-options.ts'

export interface DrawOptions {
  /** Left edge on the canvas, in its pixels. @default 0 */
  readonly x?: number | undefined
  /** Top edge on the canvas, in its pixels. @default 0 */
  readonly y?: number | undefined
  /** Pixels of the canvas per pixel of the face, > 0. Whole numbers keep pixels sharp, others are smoothed. @default 1 */
  readonly scale?: number | undefined
}

/** A face that a page can show and save. */
export class WebFace implements FaceOfModel {
  declare readonly seed: number
  declare readonly mix: Mix | undefined
  declare readonly edit: Edit | undefined
  declare readonly truncation: number
  declare readonly latent: Float32Array
  declare readonly width: number
  declare readonly height: number
  declare readonly data: Uint8ClampedArray<ArrayBuffer>
  readonly model: FaceModel

  constructor(face: Face, model: FaceModel) {
    Object.assign(this, face)
    this.model = model
  }

  /** A copy in sRGB, yours to change. */
  toImageData(): ImageData {
    return new ImageData(this.data.slice(), this.width, this.height)
  }

  /** For `drawImage`, WebGL and WebGPU textures; can be transferred to a worker. */
  toImageBitmap(): Promise<ImageBitmap> {
    return createImageBitmap(this.toImageData())
  }

  /**
   * The face as a file, which says that it is synthetic, and which face it is. A PNG keeps every pixel as it is.
   *
   * @throws InvalidOptionError; NotEncodedError where the browser cannot write that type
   */
  async toBlob(options: ToBlobOptions = {}): Promise<Blob> {
    const { encodeBlob } = await import('./encode-blob.ts') // whoever shows faces does without
    return encodeBlob(this, options)
  }

  /**
   * Draws through the canvas's own 2d context, so its transform, clip and filter hold.
   *
   * @throws InvalidOptionError on a canvas that already has another kind of context, or a scale that is not > 0
   */
  drawTo(canvas: HTMLCanvasElement | OffscreenCanvas, options: DrawOptions = {}): void {
    const { x = 0, y = 0, scale = 1 } = options
    if (!(scale > 0 && scale < Infinity)) throw new InvalidOptionError('scale', 'a number above 0', scale)
    const { width, height } = this
    const context = contextOf(canvas)
    const stage = new OffscreenCanvas(width, height)
    contextOf(stage).putImageData(this.toImageData(), 0, 0)
    const smoothing = context.imageSmoothingEnabled
    context.imageSmoothingEnabled = !Number.isInteger(scale)
    context.drawImage(stage, x, y, width * scale, height * scale)
    context.imageSmoothingEnabled = smoothing
  }
}

type Context2D = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D

function contextOf(canvas: HTMLCanvasElement | OffscreenCanvas): Context2D {
  const context = canvas.getContext('2d') as Context2D | null
  if (!context)
    throw new InvalidOptionError('canvas', 'a canvas with a 2d context', 'one with another kind of context')
  return context
}
