import type { WebFace } from '@facegan/web'

/**
 * Draws a face as large as its canvas is on the screen, in the screen's own pixels, cubic: 64 pixels enlarged eight
 * times are blocks when drawn sharp, and a grid of diamonds when a browser stretches a small canvas linearly.
 */
export function createPicture(canvas: HTMLCanvasElement) {
  let shown: WebFace | undefined
  const small = new OffscreenCanvas(1, 1)

  function draw(face: WebFace): void {
    shown = face
    const side = Math.round(canvas.clientWidth * devicePixelRatio)
    if (side === 0) return
    if (canvas.width !== side) canvas.width = canvas.height = side
    small.width = face.width
    small.height = face.height
    small.getContext('2d')!.putImageData(face.toImageData(), 0, 0)
    const context = canvas.getContext('2d')!
    context.imageSmoothingQuality = 'high'
    context.drawImage(small, 0, 0, side, side)
  }

  new ResizeObserver(() => shown && draw(shown)).observe(canvas)
  return { draw }
}
