import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import sharp from 'sharp'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { makeZip } from '../testing/make-zip.ts'
import { decodePicture } from './decode-picture.ts'
import { loadDataset } from './dataset.ts'
import { pictureCacheFolder } from './picture-cache.ts'

vi.mock('./decode-picture.ts', { spy: true })

let folder: string
let photos: string
let cache: string
/** Ten pictures whose files have one length, and one that is broken. */
let contents: Buffer[]
const broken = Buffer.from('not a picture')
beforeAll(async () => {
  contents = await Promise.all(
    Array.from({ length: 10 }, (_, i) =>
      sharp({ create: { width: 8, height: 8, channels: 3, background: { r: 100 + i, g: 3 * i, b: 7 } } })
        .png({ compressionLevel: 0 })
        .toBuffer(),
    ),
  )
})
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'facegan-cache-'))
  photos = join(folder, 'photos')
  cache = join(folder, 'cache')
  await mkdir(photos)
})
afterEach(() => rm(folder, { recursive: true }))

const put = (name: string, content: Buffer) => writeFile(join(photos, name), content)
const load = (options: { cache?: string; onMessage?: (message: string) => void } = {}, paths = [photos]) =>
  loadDataset(
    paths.map((path) => ({ path, repeat: 1 })),
    { size: 8, minimum: 0, ...options },
  )
const packs = async () => (await readdir(join(cache, 'pictures'))).filter((name) => name.endsWith('.pack'))
const thePack = async () => join(cache, 'pictures', (await packs())[0])
const zip = (from: number) =>
  makeZip(contents.slice(from, from + 3).map((content, i) => ({ name: `${i}.png`, content })))
/** Loads, and counts what went through the decoder. */
async function decoded(...options: Parameters<typeof load>) {
  vi.mocked(decodePicture).mockClear()
  const dataset = await load(...options)
  return { dataset, decodes: vi.mocked(decodePicture).mock.calls.length }
}

describe('the second start', () => {
  it('decodes nothing, and has the same pictures, names and complaints', async () => {
    for (const [i, content] of contents.entries()) await put(`${i}.png`, content)
    await put('broken.jpg', broken)
    const first = await decoded({ cache })
    const second = await decoded({ cache })
    expect([first.decodes, second.decodes]).toEqual([11, 0])
    expect(second.dataset).toEqual(first.dataset)
    expect(second.dataset).toEqual(await load())
    expect(second.dataset.skipped.map(({ name }) => name)).toEqual(['broken.jpg'])
  })

  it('decodes nothing of an archive, and all of it once the archive is another', async () => {
    const archive = join(folder, 'photos.zip')
    await writeFile(archive, zip(0))
    expect((await decoded({ cache }, [archive])).decodes).toBe(3)
    expect((await decoded({ cache }, [archive])).decodes).toBe(0)
    await writeFile(archive, zip(2))
    const third = await decoded({ cache }, [archive])
    expect(third.decodes).toBe(2) // one picture is in both
    expect(third.dataset).toEqual(await load({}, [archive]))
  })

  it('keeps sizes and folders apart', async () => {
    await put('a.png', contents[0])
    await load({ cache })
    const larger = await loadDataset([{ path: photos, repeat: 1 }], { size: 16, minimum: 1, cache })
    expect(larger.pixels).toHaveLength(16 * 16 * 3)
    const other = join(folder, 'other')
    await mkdir(other)
    await writeFile(join(other, 'a.png'), contents[1])
    expect((await load({ cache }, [photos, other])).pixels).toEqual((await load({}, [photos, other])).pixels)
    expect(await packs()).toHaveLength(3)
  })

  it('notices a picture that took the place of another, with its size and time', async () => {
    expect(contents[0]).toHaveLength(contents[1].length)
    const time = new Date(2020, 1)
    for (const [i, name] of ['a.png', 'new'].entries()) {
      await put(name, contents[i])
      await utimes(join(photos, name), time, time)
    }
    const before = await load({ cache })
    await rename(join(photos, 'new'), join(photos, 'a.png'))
    const after = await decoded({ cache })
    expect(after.decodes).toBe(1)
    expect(after.dataset.fingerprint).not.toBe(before.fingerprint)
  })

  it('decodes only what is new, and not what was renamed', async () => {
    for (const i of [0, 1, 2, 3]) await put(`${i}.png`, contents[i])
    await load({ cache })
    await put('4.png', contents[4])
    await rename(join(photos, '0.png'), join(photos, 'z.png'))
    await rm(join(photos, '2.png'))
    const { dataset, decodes } = await decoded({ cache })
    expect(decodes).toBe(1)
    expect(dataset).toEqual(await load())
    expect((await decoded({ cache })).decodes).toBe(0)
  })

  it('gives what no cache gives, whatever happened to the folder in between', async () => {
    const change = fc.record({
      name: fc.constantFrom('a.png', 'b.jpg', 'c.webp', 'd.png'),
      content: fc.option(fc.nat(10)),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(change, { maxLength: 4 }), { maxLength: 4 }), async (starts) => {
        for (const changes of starts) {
          for (const { name, content } of changes)
            if (content === null) await rm(join(photos, name), { force: true })
            else await put(name, contents[content] ?? broken)
          expect(await load({ cache })).toEqual(await load())
        }
      }),
      { numRuns: 10 },
    )
  })
})

describe('a cache that cannot be used costs time only', () => {
  it('damaged or cut short anywhere, it is made anew', async () => {
    for (const i of [0, 1, 2]) await put(`${i}.png`, contents[i])
    const expected = await load({ cache })
    const path = await thePack()
    const whole = await readFile(path)
    const damage = fc.record({
      cut: fc.boolean(),
      at: fc.nat(whole.length - 1),
      by: fc.integer({ min: 1, max: 255 }),
    })
    await fc.assert(
      fc.asyncProperty(damage, async ({ cut, at, by }) => {
        const bytes = Buffer.from(whole)
        bytes[at] ^= by
        await writeFile(path, cut ? whole.subarray(0, at) : bytes)
        const { dataset, decodes } = await decoded({ cache })
        expect(dataset).toEqual(expected)
        expect(decodes).toBe(3)
        expect(await readFile(path)).toEqual(whole)
      }),
      { numRuns: 40 },
    )
  })

  it('where nothing can be written it says so once, and goes on', async () => {
    await put('a.png', contents[0])
    await writeFile(cache, 'a file, not a folder')
    const messages: string[] = []
    const dataset = await load({ cache, onMessage: (message) => messages.push(message) }, [photos, photos])
    expect(dataset.count).toBe(2)
    expect(messages).toEqual([
      expect.stringMatching(
        /^Decoded pictures cannot be kept in .*cache.*FACEGAN_CACHE chooses another folder/,
      ),
    ])
  })

  it('where writing fails in the end it says so, and leaves nothing half-written', async () => {
    await put('a.png', contents[0])
    await load({ cache })
    const path = await thePack()
    await rm(path)
    await mkdir(path)
    const messages: string[] = []
    const dataset = await load({ cache, onMessage: (message) => messages.push(message) })
    expect(dataset.count).toBe(1)
    expect(messages).toHaveLength(1)
    expect(await readdir(join(cache, 'pictures'))).toHaveLength(1)
  })

  it('killed while it is written, it leaves a working state', async () => {
    const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const
    const large = sharp({ create: { width: 400, height: 400, channels: 3, background: '#000', noise } })
    const content = await large.png().toBuffer()
    for (let i = 0; i < 60; i++) await put(`${i}.png`, Buffer.concat([content, Buffer.from([i])]))
    const dataset = fileURLToPath(new URL('../../dist/data/dataset.js', import.meta.url))
    const code = `import { loadDataset } from ${JSON.stringify(dataset)}
      await loadDataset([{ path: ${JSON.stringify(photos)}, repeat: 1 }], { size: 8, minimum: 1, cache: ${JSON.stringify(cache)} })`
    const child = spawn(process.execPath, ['--input-type=module', '-e', code])
    const halfWritten = async () =>
      (await readdir(join(cache, 'pictures')).catch(() => [])).find((name) => name.endsWith('.tmp'))
    await vi.waitFor(async () => expect(await halfWritten()).toBeDefined(), { timeout: 20_000, interval: 2 })
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(await packs()).toEqual([])
    const left = join(cache, 'pictures', String(await halfWritten()))

    expect(await load({ cache })).toEqual(await load())
    expect((await decoded({ cache })).decodes).toBe(0)
    const long = new Date(Date.now() - 2 * 60 * 60 * 1000)
    await utimes(left, long, long)
    await put('one-more.png', contents[0])
    await load({ cache })
    expect(existsSync(left)).toBe(false)
  })
})

describe('the folder', () => {
  it('is for its owner alone', async () => {
    await put('a.png', contents[0])
    await load({ cache })
    expect((await stat(join(cache, 'pictures'))).mode & 0o077).toBe(0)
    expect((await stat(await thePack())).mode & 0o077).toBe(0)
  })

  it('loses what was not used for a month, when something new comes', async () => {
    await put('a.png', contents[0])
    await load({ cache })
    const old = await thePack()
    const long = new Date(Date.now() - 31 * 24 * 60 * 60 * 1000)
    await utimes(old, long, long)
    const other = join(folder, 'other')
    await mkdir(other)
    await writeFile(join(other, 'a.png'), contents[1])
    await load({ cache }, [other])
    expect(existsSync(old)).toBe(false)
    expect(await packs()).toHaveLength(1)
  })

  it('is chosen by FACEGAN_CACHE, then XDG_CACHE_HOME, then the home folder; off is none', () => {
    expect(pictureCacheFolder({ FACEGAN_CACHE: '/a', XDG_CACHE_HOME: '/b' })).toBe('/a')
    expect(pictureCacheFolder({ XDG_CACHE_HOME: '/b' })).toBe('/b/facegan')
    expect(pictureCacheFolder({ XDG_CACHE_HOME: 'relative' })).toMatch(/\.cache\/facegan$/)
    expect(pictureCacheFolder({ FACEGAN_CACHE: 'off', XDG_CACHE_HOME: '/b' })).toBeUndefined()
  })
})
