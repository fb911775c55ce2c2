import { readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { InvalidOptionError, loadGenerator, streamFaces, writeFaces, type WrittenFace } from '@facegan/node'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { temporaryFolder, tinyModel } from './testing/fixtures.ts'

async function linesOf(path: string): Promise<WrittenFace[]> {
  const text = await readFile(path, 'utf8')
  expect(text.endsWith('\n')).toBe(true)
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
}

describe('writeFaces', () => {
  it('makes the folder, one file a face, and an index in order', async () => {
    await using folder = await temporaryFolder()
    const out = join(folder.path, 'a/b')
    const told: WrittenFace[] = []
    const faces = streamFaces({ seeds: '3,40-60', truncation: 0.5, edit: { first: 1 }, model: tinyModel })
    const onWritten = (face: WrittenFace) => void told.push(face)
    expect(await writeFaces(faces, out, { format: 'webp', lossless: true, index: true, onWritten })).toBe(22)
    const lines = await linesOf(join(out, 'index.ndjson'))
    expect(lines).toEqual(told)
    expect(lines.map(({ seed }) => seed)).toEqual([3, ...Array.from({ length: 21 }, (_, n) => 40 + n)])
    expect(lines[1]).toEqual({
      file: 'seed-0000000040-first=1.webp',
      seed: 40,
      truncation: 0.5,
      edit: { first: 1 },
    })
    expect((await readdir(out)).toSorted()).toEqual(['index.ndjson', ...lines.map(({ file }) => file)])
    expect((await sharp(join(out, lines[1].file)).metadata()).format).toBe('webp')
  })

  it('numbers frames, and gives latents where asked', async () => {
    await using folder = await temporaryFolder()
    await using generator = await loadGenerator({ model: tinyModel })
    const frames = generator.interpolate([1, 2], { frames: 3 })
    await writeFaces(frames, folder.path, { names: 'number', index: true, latents: true })
    const lines = await linesOf(join(folder.path, 'index.ndjson'))
    expect(lines.map(({ file }) => file)).toEqual([0, 1, 2].map((n) => `frame-00000${n}.png`))
    expect(lines[1]).toMatchObject({ seed: 1, mix: { seed: 2, t: 0.5 } })
    const middle = await generator.mix(1, 2, 0.5)
    expect(lines[1].latent).toEqual([...middle.latent])
  })

  it('aborted, it keeps what is finished, whole, and the index lists just that', async () => {
    await using folder = await temporaryFolder()
    const controller = new AbortController()
    const reason = new Error('enough')
    const faces = streamFaces({ seeds: '0-99999', batchSize: 4, signal: controller.signal, model: tinyModel })
    const writing = writeFaces(faces, folder.path, {
      index: true,
      onWritten: ({ seed }) => void (seed === 20 && controller.abort(reason)),
    })
    await expect(writing).rejects.toBe(reason)
    const listed = (await linesOf(join(folder.path, 'index.ndjson'))).map(({ file }) => file)
    expect((await readdir(folder.path)).toSorted()).toEqual(['index.ndjson', ...listed])
    expect(listed.length).toBeGreaterThan(20)
    expect(listed.length).toBeLessThan(60)
    for (const file of listed) await sharp(join(folder.path, file)).raw().toBuffer()
  })

  it.each([
    ['format', 'gif'],
    ['quality', 0],
    ['names', 'uuid'],
    ['index', 'yes'],
    ['latents', 1],
  ])('refuses %s of %j before it makes a folder', async (option, value) => {
    await using folder = await temporaryFolder()
    const writing = writeFaces(streamFaces({ model: tinyModel }), join(folder.path, 'a'), { [option]: value })
    await expect(writing).rejects.toThrow(InvalidOptionError)
    await expect(writing).rejects.toThrow(new RegExp(`^\`${option}\` must be `))
    expect(await readdir(folder.path)).toEqual([])
  })

  it('a file in the way of the folder is named', async () => {
    await using folder = await temporaryFolder()
    await writeFile(join(folder.path, 'a'), '')
    const writing = writeFaces(streamFaces({ model: tinyModel }), join(folder.path, 'a'))
    await expect(writing).rejects.toMatchObject({
      code: 'FACEGAN_FILE_NOT_WRITTEN',
      message: expect.stringMatching(/a file of this name is in the way/),
    })
  })
})
