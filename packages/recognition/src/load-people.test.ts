import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import sharp, { type Sharp } from 'sharp'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { LabelledFaces } from './labelled-faces.ts'
import { loadPeople } from './load-people.ts'
import { generatedPeople, pictureOf } from './testing/generated-people.ts'

let faces: LabelledFaces
let folder: string
beforeAll(async () => {
  faces = await generatedPeople(3, 2)
})
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'facegan-people-'))
})
afterEach(() => rm(folder, { recursive: true }))

async function put(name: string, content: Sharp | Buffer | string): Promise<void> {
  await mkdir(dirname(join(folder, name)), { recursive: true })
  await writeFile(
    join(folder, name),
    content instanceof sharp ? await (content as Sharp).toBuffer() : (content as Buffer),
  )
}
const face = (index: number) => pictureOf(faces, index)
async function told(options: Parameters<typeof loadPeople>[1] = {}, path = folder) {
  const messages: string[] = []
  const people = await loadPeople(path, { ...options, onMessage: (message) => messages.push(message) })
  return { ...people, messages }
}
const refused = (path = folder) =>
  loadPeople(path).then(
    () => Promise.reject(new Error('was not refused')),
    (error: unknown) => error as { code: string; hint: string; message: string },
  )

describe('pictures of people', () => {
  it('of any kind and size, in folders flat and nested, become crops of one size', async () => {
    await put('ada/1.png', face(0).png())
    await put('ada/more/2.jpg', face(1).resize(150, 150).jpeg())
    await put('carl/1.webp', face(2).resize(100, 100).greyscale().webp())
    await put('index.csv', 'file,person\n')
    const { people, labels, files, size, pixels, messages, skipped } = await told()
    expect(people).toEqual(['ada', 'carl'])
    expect(Array.from(labels)).toEqual([0, 0, 1])
    expect(files).toEqual(['ada/1.png', 'ada/more/2.jpg', 'carl/1.webp'])
    expect([size, pixels.length, messages, skipped]).toEqual([64, 3 * 64 * 64 * 3, [], []])
    expect(pixels.subarray(0, 12_288)).toEqual(faces.pixels.subarray(0, 12_288))
    expect((await loadPeople(folder, { size: 32 })).pixels).toHaveLength(3 * 32 * 32 * 3)
  })

  it('are the same out of a tar, a zipped tar and a folder', async () => {
    await put('all/people/ada/1.png', face(0).png())
    await put('all/people/carl/1.png', face(2).png())
    const { pixels } = await told({}, join(folder, 'all'))
    for (const name of ['people.tar', 'people.tar.gz']) {
      await promisify(execFile)('tar', ['-caf', join(folder, name), '-C', join(folder, 'all'), 'people'])
      const packed = await told({}, join(folder, name))
      expect(packed.people).toEqual(['ada', 'carl'])
      expect(packed.pixels).toEqual(pixels)
    }
  })

  it('that are no squares lose what lies outside the square in their middle, and are not stretched', async () => {
    await put('ada/1.png', face(0).extend({ top: 20, bottom: 20, background: '#ff0000' }).png())
    await put('carl/1.png', face(2).png())
    expect((await told()).pixels.subarray(0, 12_288)).toEqual(faces.pixels.subarray(0, 12_288))
  })

  it('that lie in nobody’s folder, or cannot be read, are left out and named', async () => {
    await put('ada/1.png', face(0).png())
    await put('carl/1.png', face(2).png())
    await put('carl/2.png', 'text')
    await put('eve/1.jpg', Buffer.alloc(0))
    await put('group.jpg', face(4).jpeg())
    await mkdir(join(folder, 'nobody'))
    const { people, skipped, messages } = await told()
    expect(people).toEqual(['ada', 'carl'])
    expect(skipped.map(({ name }) => name)).toEqual(['carl/2.png', 'eve/1.jpg'])
    expect(messages).toEqual([
      "1 picture lies in nobody's folder and was left out, such as group.jpg.",
      expect.stringMatching(/^2 of 5 pictures could not be used: carl\/2.png \(.*\), eve\/1.jpg \(.*\)\.$/),
      'Nothing is left of eve.',
    ])
  })
})

describe('with --align', () => {
  it('faces are cut out of whole photographs, and those without one are named', async () => {
    const photo = (index: number) =>
      face(index)
        .resize(260, 260)
        .extend({ left: 150, right: 320, top: 120, bottom: 200, background: '#778899' })
    await put('ada/1.jpg', photo(0).jpeg())
    await put('carl/1.jpg', photo(2).jpeg())
    await put(
      'carl/2.jpg',
      sharp({ create: { width: 300, height: 200, channels: 3, background: '#aabbcc' } }).jpeg(),
    )
    await put('carl/3.jpg', 'text')
    const progress: unknown[] = []
    const { labels, skipped, pixels } = await told({
      align: true,
      onProgress: (...now) => progress.push(now),
    })
    expect(Array.from(labels)).toEqual([0, 1])
    expect(skipped).toEqual([
      { name: 'carl/2.jpg', reason: 'no face was found' },
      { name: 'carl/3.jpg', reason: expect.stringContaining('could not be read as a picture') },
    ])
    expect(progress.at(-1)).toEqual([4, 4])
    // the crop is the face that was pasted, not the photograph: nearly the same pixels
    const off =
      pixels.subarray(0, 12_288).reduce((sum, level, i) => sum + Math.abs(level - faces.pixels[i]), 0) /
      12_288
    expect(off).toBeLessThan(15)
  })
})

describe('a clear refusal', () => {
  it.each<[string, Record<string, string | number>, RegExp]>([
    ['nothing there', {}, /There are no pictures in /],
    [
      'loose pictures only',
      { '1.png': 0, '2.png': 1 },
      /The 2 pictures in .* lie in nobody's folder, such as 1.png/,
    ],
    [
      'one person',
      { 'ada/1.png': 0, 'ada/2.png': 1 },
      /There is one person in .*, ada; telling people apart needs two/,
    ],
    ['one picture', { 'ada/1.png': 0 }, /There is one person in .*, ada/],
    ['one person and an unreadable one', { 'ada/1.png': 0, 'carl/1.png': 'text' }, /There is one person/],
    [
      'nothing readable',
      { 'ada/1.png': 'text', 'carl/1.png': 'text' },
      /None of the 2 pictures in .* ada\/1.png: /,
    ],
  ])('%s', async (_, files, message) => {
    for (const [name, content] of Object.entries(files))
      await put(name, typeof content === 'number' ? face(content).png() : content)
    expect(await refused()).toMatchObject({
      code: 'FACEGAN_RECOGNITION_DATA',
      message: expect.stringMatching(message),
      hint: expect.stringContaining('people/ada/1.jpg'),
    })
  })

  it('no such path, a picture for a path, a damaged archive', async () => {
    expect(await refused(join(folder, 'none'))).toMatchObject({
      code: 'FACEGAN_RECOGNITION_DATA',
      message: expect.stringContaining('there is no such folder or file'),
      hint: expect.stringContaining('give each person a folder'),
    })
    await put('face.png', face(0).png())
    expect((await refused(join(folder, 'face.png'))).message).toMatch(/neither a folder nor a .tar/)
    await put('cut.tar', Buffer.alloc(700, 1))
    expect(await refused(join(folder, 'cut.tar'))).toMatchObject({
      code: 'FACEGAN_RECOGNITION_DATA',
      hint: expect.stringContaining('tar -tf'),
    })
  })
})
