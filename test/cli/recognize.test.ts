import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadGenerator, type NodeFace, type NodeFaceGenerator } from '@facegan/node'
import { loadRecogniser } from '@facegan/recognition'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { facegan, startFacegan } from './run-facegan.ts'

/** People who exist nowhere: a person is a seed, their pictures are small moves of it towards other seeds. */
const names = ['ada', 'carl', 'eve', 'joan', 'max']

let folder: string
let generator: NodeFaceGenerator
const at = (...path: string[]) => join(folder, ...path)
const face = (person: number, picture: number): Promise<NodeFace> =>
  generator.mix(100 + person, 5000 + person * 10 + picture, picture === 0 ? 0 : 0.12)
const model = () => at('people.safetensors')

/** A photograph, 600x500: two people side by side, or one in the middle. */
async function photograph(...faces: NodeFace[]): Promise<Buffer> {
  const side = faces.length === 1 ? 180 : 240
  const layers = await Promise.all(
    faces.map(async (face, n) => ({
      input: await sharp(await face.toPng())
        .resize(side, side, { kernel: 'cubic' })
        .toBuffer(),
      left: faces.length === 1 ? 210 : 40 + n * 290,
      top: 130,
    })),
  )
  return sharp({ create: { width: 600, height: 500, channels: 3, background: '#808890' } })
    .composite(layers)
    .jpeg({ quality: 95 })
    .toBuffer()
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'facegan-recognize-'))
  generator = await loadGenerator()
  for (const [person, name] of names.entries()) {
    await mkdir(at('people', name), { recursive: true })
    for (const picture of [0, 1, 2])
      await writeFile(at('people', name, `${picture}.png`), await (await face(person, picture)).toPng())
  }
  await writeFile(at('ada.png'), await (await face(0, 5)).toPng())
  await writeFile(at('stranger.png'), await (await face(30, 0)).toPng())
  await writeFile(at('both.jpg'), await photograph(await face(1, 5), await face(3, 5)))
  await writeFile(
    at('wall.jpg'),
    await sharp({ create: { width: 300, height: 200, channels: 3, background: '#aaa' } })
      .jpeg()
      .toBuffer(),
  )
})
afterAll(async () => {
  await generator.dispose()
  await rm(folder, { recursive: true })
})

describe('facegan recognize', { timeout: 120_000 }, () => {
  it('learns a folder of people, and says who a new picture shows: two commands', async () => {
    const learned = await facegan('recognize', 'train', at('people'), '--out', model())
    expect(learned.stderr).not.toMatch(/error|warning/)
    expect(learned.code).toBe(0)
    expect(learned.stdout).toMatch(/^5 people, 15 pictures of 64x64, Face embedding \(pretrained\)\n/)
    expect(learned.stdout).toMatch(
      /Who is it\?\n {2}known below \.\d{3}: 0\.0 % of 15 strangers are taken for somebody/,
    )
    expect(learned.stdout).toMatch(
      /The same person\?\n {2}the same below \.\d{3}: \d\.\d % of 90 pairs of two people/,
    )
    expect(learned.stdout.endsWith(`${model()}\n`)).toBe(true)

    expect((await loadRecogniser(model())).people).toEqual(names) // what the library reads

    const asked = await facegan(
      'recognize',
      'identify',
      at('ada.png'),
      at('stranger.png'),
      '--model',
      model(),
    )
    expect(asked.code).toBe(0)
    expect(asked.stdout).toMatch(/ada\.png: ada\n {2}✓ ada +\.\d{3}\n/)
    expect(asked.stdout).toMatch(/stranger\.png: nobody known\n( {4}(ada|carl|eve|joan|max) +\.\d{3}\n){5}$/)
    expect(asked.stderr).toMatch(/known below \.\d{3}: /)
  })

  it('finds everybody in a photograph, and tells that it is one where --align is left out', async () => {
    const found = await facegan(
      'recognize',
      'identify',
      at('both.jpg'),
      '--align',
      '--json',
      '--model',
      model(),
    )
    expect(found.code).toBe(0)
    const { method, threshold, photos } = JSON.parse(found.stdout)
    expect([method, threshold.genuine]).toEqual(['face-embedding', 15])
    expect(photos[0].faces.map(({ candidates }: never) => candidates[0]['person'])).toEqual(['carl', 'joan'])
    expect(photos[0].faces[0].candidates).toHaveLength(5)

    await writeFile(at('one.jpg'), await photograph(await face(1, 5)))
    const whole = await facegan('recognize', 'identify', at('one.jpg'), '--model', model())
    expect(whole.stderr).toMatch(/warning: faces take \d+\.\d % of the width.*--align/)
    expect(whole.code).toBe(0)
  })

  it('verifies that two pictures show one person, or two', async () => {
    const verify = (a: string, b: string, ...more: string[]) =>
      facegan('recognize', 'verify', a, b, '--model', model(), ...more)
    const same = await verify(at('ada.png'), at('people/ada/0.png'))
    expect(same.stdout).toMatch(/^the same person: distance \.\d{3}\n$/)
    expect(same.stderr).toMatch(/the same below \.\d{3}: /)
    const other = await verify(at('ada.png'), at('stranger.png'), '--json')
    expect(JSON.parse(other.stdout)).toMatchObject({ same: false, threshold: { impostors: 90 } })
    expect([same.code, other.code]).toEqual([0, 0])
  })

  it('a picture that cannot be used does not stop the others, and fails the command', async () => {
    const { code, stdout, stderr } = await facegan(
      'recognize',
      'identify',
      at('none.png'),
      at('wall.jpg'),
      at('both.jpg'),
      '--align',
      '--model',
      model(),
    )
    expect(stdout.match(/^.*both\.jpg at \d+,\d+: /gm)).toHaveLength(2)
    expect(stderr).toMatch(/✗ .*none\.png could not be read as a picture/)
    expect(stderr).toMatch(/✗ .*wall\.jpg: no face was found\. It was looked at with/)
    expect(stderr).toMatch(/error: 2 of 3 pictures could not be used/)
    expect(code).toBe(1)
  })

  it.each<[string[], RegExp, number]>([
    [
      ['train', 'none'],
      /No pictures at .*none: there is no such folder or file.*\nhint: give each person a folder/,
      1,
    ],
    [['train', 'people/ada'], /The 3 pictures in .* lie in nobody's folder/, 1],
    [
      ['train', 'people', '--method', 'tea-leaves'],
      /`--method` must be one of .*face-embedding.*; got "tea-leaves"/,
      2,
    ],
    [['train', 'people', '--false-matches', '100'], /`--false-matches` must be below 100/, 2],
    [['identify', 'ada.png', '--model', 'none'], /none is not there\.\n(.*\n)?hint: make it again with/, 1],
    [['identify', 'ada.png', '--model', 'ada.png'], /ada\.png has no header of the length that it states/, 1],
  ])('%j is refused', async (args, message, expected) => {
    const { code, stdout, stderr } = await startFacegan(['recognize', ...args], {}, folder).ended
    expect(stderr).toMatch(message)
    expect(stderr).not.toMatch(/\n {4}at /)
    expect(stdout).toBe('')
    expect(code).toBe(expected)
  })
})

describe('facegan align', { timeout: 120_000 }, () => {
  it('writes every face of a photograph, from left to right, or the largest alone', async () => {
    const [all, one] = await Promise.all([
      facegan('align', at('both.jpg'), '--out', at('crops'), '--size', '96'),
      facegan('align', at('both.jpg'), '--out', at('one'), '--largest', '--crop', 'head', '--json'),
    ])
    expect(all.code).toBe(0)
    expect(all.stdout.match(/both-[12]\.png {2}both\.jpg at \d+,\d+, eyes \d+ pixels apart/g)).toHaveLength(2)
    expect(await readdir(at('crops'))).toEqual(['both-1.png', 'both-2.png'])
    expect(await sharp(at('crops/both-1.png')).metadata()).toMatchObject({
      width: 96,
      height: 96,
      channels: 3,
    })

    expect(JSON.parse(one.stdout)).toMatchObject([
      {
        file: at('one/both.png'),
        photo: at('both.jpg'),
        points: { nose: {} },
        box: { score: expect.any(Number) },
      },
    ])
    expect(await readFile(at('one/both.png'))).toBeInstanceOf(Buffer)
  })

  it('keeps the folders of a folder, names photos without a face, and fails then', async () => {
    await mkdir(at('photos/x/deep'), { recursive: true })
    await writeFile(at('photos/x/deep/1.jpg'), await photograph(await face(0, 0)))
    await writeFile(at('photos/1.jpg'), await photograph(await face(1, 0)))
    await writeFile(at('photos/2.jpg'), await readFile(at('wall.jpg')))
    const { code, stderr } = await facegan('align', at('photos'), '--out', at('tree'), '--largest')
    expect((await readdir(at('tree'), { recursive: true })).toSorted()).toEqual([
      '1.png',
      'x',
      'x/deep',
      'x/deep/1.png',
    ])
    expect(stderr).toMatch(/✗ .*2\.jpg: no face was found/)
    expect(stderr).toMatch(/error: 1 of 3 pictures could not be used/)
    expect(code).toBe(1)
  })

  it.each<[string[], RegExp, number]>([
    [['none.jpg'], /No photo at none\.jpg: there is no such file or folder/, 1],
    [
      ['wall.jpg'],
      /wall\.jpg: no face was found\. .*148, 416, 640, 1024 pixels\.\nhint: faces must be upright/,
      1,
    ],
    [['both.jpg', 'both.jpg'], /`<photos>` must be named differently/, 2],
  ])('%j is refused', async (args, message, expected) => {
    const { code, stderr } = await startFacegan(['align', ...args, '--out', 'refused'], {}, folder).ended
    expect(stderr).toMatch(message)
    expect(code).toBe(expected)
  })
})
