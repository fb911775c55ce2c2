import { Readable } from 'node:stream'
import { buffer, json } from 'node:stream/consumers'
import { streamFaces, tarFaces } from '@facegan/node'
import { extract } from 'tar-stream'
import { describe, expect, it } from 'vitest'
import { tinyModel } from './testing/fixtures.ts'

async function entriesOf(blocks: AsyncIterable<Buffer>) {
  const archive = extract()
  Readable.from(blocks).pipe(archive)
  const entries = []
  for await (const entry of archive) {
    const { name, mode, uid, gid, uname, mtime } = entry.header
    const content = name.endsWith('.json') ? await json(entry) : await buffer(entry)
    entries.push({ header: { name, mode, uid, gid, uname, mtime }, content })
  }
  return entries
}

const stream = () => streamFaces({ seeds: '7-9', edit: { first: 1.5 }, model: tinyModel })

describe('tarFaces', () => {
  it('is a picture and what it is, face after face, with nothing of its maker', async () => {
    const entries = await entriesOf(tarFaces(stream(), { format: 'jpeg' }))
    expect(entries.map(({ header }) => header.name)).toEqual(
      [7, 8, 9].flatMap((seed) => [`seed-000000000${seed}.jpg`, `seed-000000000${seed}.json`]),
    )
    for (const { header } of entries)
      expect(header).toMatchObject({ mode: 0o644, uid: 0, gid: 0, mtime: new Date(0) })
    let n = 0
    for await (const face of stream()) {
      expect(entries[2 * n].content).toEqual(await face.toJpeg())
      expect(entries[2 * n + 1].content).toEqual({
        seed: face.seed,
        truncation: 1,
        edit: { first: 1.5 },
        model: 'tiny-model',
        modelSha256: face.model.sha256,
        digitalSourceType: 'http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia',
      })
      n++
    }
  })

  it('the same faces are the same bytes', async () => {
    const [one, other] = await Promise.all(
      [stream(), stream()].map((faces) => buffer(Readable.from(tarFaces(faces)))),
    )
    expect(one.equals(other)).toBe(true)
  })

  it('waits for its reader, and lets go of the stream when that stops', async () => {
    let made = 0
    let closed = false
    async function* counted() {
      try {
        for await (const face of streamFaces({ seeds: '0-99999', model: tinyModel })) {
          made++
          yield face
        }
      } finally {
        closed = true
      }
    }
    const blocks = tarFaces(counted())
    await blocks.next()
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(made).toBeLessThan(200) // a block is 64 KiB, a face 3
    await blocks.return()
    expect(closed).toBe(true)
  })

  it('fails as the stream does', async () => {
    async function* failing() {
      yield* stream()
      throw new Error('no more')
    }
    await expect(buffer(Readable.from(tarFaces(failing())))).rejects.toThrow('no more')
  })

  it('refuses a wrong format', async () => {
    await expect(tarFaces(stream(), { format: 'gif' as never }).next()).rejects.toThrow(/^`format` must be /)
  })
})
