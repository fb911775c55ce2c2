import { InvalidOptionError, animation, generateFaces, loadGenerator, type NodeFace } from '@facegan/node'
import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { tinyModel } from './testing/fixtures.ts'

let frames: NodeFace[]
beforeAll(async () => {
  await using generator = await loadGenerator({ model: tinyModel })
  frames = []
  for await (const face of generator.interpolate([3, 8, 21], { frames: 9, loop: true })) frames.push(face)
})

describe('animation', () => {
  it('shows every frame, one after another', async () => {
    const file = await animation(frames, { lossless: true, fps: 30, plays: 2 })
    const { pages, pageHeight, width, delay, loop } = await sharp(file, { animated: true }).metadata()
    expect({ pages, pageHeight, width, loop }).toEqual({ pages: 9, pageHeight: 8, width: 8, loop: 2 })
    expect(delay).toEqual([33, 34, 33, 33, 34, 33, 33, 34, 33]) // 300 ms in all
    for (const [page, frame] of frames.entries()) {
      const pixels = await sharp(file, { page }).ensureAlpha().raw().toBuffer()
      expect([...pixels]).toEqual([...frame.data])
    }
  })

  it('enlarges', async () => {
    const file = await animation(frames, { scale: 4, kernel: 'lanczos' })
    const { pages, pageHeight, width, delay, loop } = await sharp(file, { animated: true }).metadata()
    expect({ pages, pageHeight, width, loop }).toEqual({ pages: 9, pageHeight: 32, width: 32, loop: 0 })
    expect(new Set(delay)).toEqual(new Set([50]))
  })

  it('says that it is synthetic, and between which seeds it goes', async () => {
    const { xmpAsString } = await sharp(await animation(frames)).metadata()
    expect(xmpAsString).toContain('trainedAlgorithmicMedia')
    expect(xmpAsString).toContain('facegan:seed="3,8,21"')
    expect(xmpAsString).toContain('facegan:mix="various"')
    expect(xmpAsString).toContain('facegan:model="tiny-model"')
  })

  it.each([
    ['fps', 0],
    ['fps', 61],
    ['fps', '20'],
    ['plays', -1],
    ['plays', 65_536],
    ['scale', 0],
    ['kernel', 'cubic'],
    ['quality', 0],
  ])('refuses %s of %j by name', async (option, value) => {
    const file = animation(frames, { [option]: value })
    await expect(file).rejects.toThrow(InvalidOptionError)
    await expect(file).rejects.toThrow(new RegExp(`^\`${option}\` must be `))
  })

  it('refuses what is no animation, or more than WebP or memory can hold', async () => {
    await expect(animation([])).rejects.toThrow(/^`frames` must be an array of at least one face/)
    await expect(animation(frames.slice(0, 1))).rejects.toThrow(/^`frames` must be at least two faces; got 1/)
    const many = Array.from({ length: 2000 }, () => frames[0])
    await expect(animation(many, { scale: 64 })).rejects.toThrow(
      /at most 16383 pixels a side .* "2000 of 512x512"/,
    )
    const [larger] = await generateFaces(1)
    await expect(animation([...frames, larger])).rejects.toThrow(/^`frames` must be all 8x8 like the first/)
  })
})
