import { afterAll, describe, expect, it } from 'vitest'
import { closeChromium, openPage } from './chromium.ts'
import { tinyModel } from './fixtures.ts'

afterAll(closeChromium)

describe('in a page', { timeout: 120_000 }, () => {
  it.each([1, 6])('16 faces drawn at scale %d are on the canvas pixel for pixel', async (scale) => {
    const opened = await openPage({ model: tinyModel })
    const sheet = await opened.call('drawSheet', { model: '/model/', seeds: '0-15', columns: 4, scale })
    expect(sheet).toEqual({ wrongPixels: 0, faces: 16, width: 32 * scale, height: 32 * scale })
    await opened.close()
  })

  it('a scale between whole numbers is smoothed and leaves the canvas as it was set up', async () => {
    const opened = await openPage({ model: tinyModel })
    const drawn = await opened.call('drawOnce', { model: '/model/', seeds: 0, scale: 2.5 })
    expect(drawn.coloursOnCanvas).toBeGreaterThan(drawn.coloursOfFace)
    expect(drawn.smoothingAfterwards).toBe(true)
    await opened.close()
  })

  it('a scale of 0 and a canvas of WebGL are refused by name', async () => {
    const opened = await openPage({ model: tinyModel })
    const refusals = await opened.call('drawRefusals', { model: '/model/', seeds: 0 })
    expect(refusals.scale).toMatchObject({
      code: 'FACEGAN_INVALID_OPTION',
      message: expect.stringContaining('`scale`'),
    })
    expect(refusals.canvas).toMatchObject({
      code: 'FACEGAN_INVALID_OPTION',
      message: expect.stringContaining('2d'),
    })
    await opened.close()
  })

  it('ImageData is a copy, and an ImageBitmap shows the same pixels', async () => {
    const opened = await openPage({ model: tinyModel })
    const ways = await opened.call('waysOut', { model: '/model/', seeds: 5 })
    expect(ways.imageData).toBe(ways.face)
    expect(ways.bitmap).toBe(ways.face)
    expect(ways.changed).not.toBe(ways.face)
    await opened.close()
  })

  it('animation frames keep coming while one run of the network makes 200 faces', async () => {
    const opened = await openPage()
    const { faces, frames, tookMs } = await opened.call('framesDuring', {
      seeds: '0-199',
      batchSize: 200,
      threads: 1,
    })
    expect(faces).toBe(200)
    // on the page's own thread a single run would let none through; a loaded machine may drop many
    expect(frames, `frames in ${tookMs.toFixed()} ms`).toBeGreaterThan(4)
    await opened.close()
  })
})
