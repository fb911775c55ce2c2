import { createHash } from 'node:crypto'
import { readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { loadGenerator, writeShards, type WriteShardsOptions } from '@facegan/node'
import { describe, expect, it } from 'vitest'
import { temporaryFolder, tinyModel } from './testing/fixtures.ts'

const twenty = { count: 20, shardSize: 6, model: tinyModel } as const

/** SHA-256 by name. */
async function sumsOf(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder)).toSorted()
  const sums = names.map(async (name) => {
    const content = await readFile(join(folder, name))
    return [name, createHash('sha256').update(content).digest('hex')] as const
  })
  return Object.fromEntries(await Promise.all(sums))
}

describe('writeShards', () => {
  it('parts made one by one are, byte for byte, what one run makes', async () => {
    await using whole = await temporaryFolder()
    await using parts = await temporaryFolder()
    const { shards, pattern, device, model } = await writeShards(whole.path, { ...twenty, index: true })
    expect({ pattern, device, model }).toEqual({
      pattern: 'faces-{000000..000003}.tar',
      device: 'cpu',
      model: 'tiny-model',
    })
    expect(shards.map(({ faces, kept }) => [faces, kept])).toEqual(
      [6, 6, 6, 2].map((faces) => [faces, false]),
    )
    for (const index of [3, 1, 2])
      await writeShards(parts.path, { ...twenty, index: true, part: { index, of: 3 } })
    const { 'index.ndjson': wholeIndex, ...files } = await sumsOf(whole.path)
    const indexes = [1, 2, 3].map((index) => `index-${index}-of-3.ndjson`)
    const partFiles = await sumsOf(parts.path)
    const joined = await Promise.all(indexes.map((name) => readFile(join(parts.path, name))))
    for (const name of indexes) delete partFiles[name]
    expect(partFiles).toEqual(files)
    expect(createHash('sha256').update(Buffer.concat(joined)).digest('hex')).toBe(wholeIndex)
  })

  it('keeps finished shards, makes the others, and clears what a killed run left', async () => {
    await using folder = await temporaryFolder()
    const progress: number[] = []
    await writeShards(folder.path, twenty)
    const before = await sumsOf(folder.path)
    await rm(join(folder.path, 'faces-000001.tar'))
    await writeFile(join(folder.path, '.faces-000001.tar.4711-0.tmp'), 'half')
    const onProgress = ({ done }: { done: number }) => void progress.push(done)
    const { shards } = await writeShards(folder.path, { ...twenty, onProgress })
    expect(shards.map(({ kept }) => kept)).toEqual([true, false, true, true])
    expect(progress).toEqual([6, 12, 18, 20])
    expect(await sumsOf(folder.path)).toEqual(before)
  })

  it('aborted, it leaves whole shards alone', async () => {
    await using folder = await temporaryFolder()
    await using unbroken = await temporaryFolder()
    const controller = new AbortController()
    const stopping = writeShards(folder.path, {
      ...twenty,
      batchSize: 2,
      signal: controller.signal,
      onProgress: ({ done }) => void (done === 10 && controller.abort(new Error('enough'))),
    })
    await expect(stopping).rejects.toThrow('enough')
    expect(await readdir(folder.path)).toEqual(['dataset.json', 'faces-000000.tar'])
    await writeShards(folder.path, { ...twenty, batchSize: 2 })
    await writeShards(unbroken.path, { ...twenty, batchSize: 2 })
    expect(await sumsOf(folder.path)).toEqual(await sumsOf(unbroken.path))
  })

  it('lists every face, and its latent where asked', async () => {
    await using folder = await temporaryFolder()
    const edit = { first: 1.5 }
    await writeShards(folder.path, { ...twenty, seeds: '5-24', edit, index: true, latents: true })
    const text = await readFile(join(folder.path, 'index.ndjson'), 'utf8')
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    await using generator = await loadGenerator({ model: tinyModel })
    const faces = await generator.generate({ seeds: '5-24', edit })
    expect(lines).toEqual(
      faces.map(({ seed, latent }, n) => ({
        file: `seed-${String(seed).padStart(10, '0')}.png`,
        shard: `faces-00000${Math.floor(n / 6)}.tar`,
        seed,
        truncation: 1,
        edit,
        latent: [...latent],
      })),
    )
  })

  it.each<[string, Partial<WriteShardsOptions>]>([
    ['truncation 1 there, 0.5 here', { truncation: 0.5 }],
    ['seeds "0-19" there, "1-20" here', { seeds: '1-20' }],
    ['shardSize 6 there, 7 here', { shardSize: 7 }],
    ['edit none there, {"first":1} here', { edit: { first: 1 } }],
    ['picture {"format":"png"} there, {"format":"webp","quality":80} here', { format: 'webp', quality: 80 }],
  ])('refuses a folder of other shards: %s', async (difference, options) => {
    await using folder = await temporaryFolder()
    await writeShards(folder.path, twenty)
    const before = await sumsOf(folder.path)
    await expect(writeShards(folder.path, { ...twenty, ...options })).rejects.toMatchObject({
      code: 'FACEGAN_OTHER_DATASET',
      message: expect.stringContaining(difference),
      hint: expect.stringContaining('another folder'),
    })
    expect(await sumsOf(folder.path)).toEqual(before)
  })

  it('a damaged dataset.json is another dataset', async () => {
    await using folder = await temporaryFolder()
    await writeFile(join(folder.path, 'dataset.json'), '{')
    await expect(writeShards(folder.path, twenty)).rejects.toMatchObject({ code: 'FACEGAN_OTHER_DATASET' })
  })

  it.each<[string, Partial<WriteShardsOptions>]>([
    ['count', { count: 0 }],
    ['seeds', { count: undefined, seeds: '-1' }],
    ['seeds', { count: undefined, seeds: '3,3' }],
    ['edit', { edit: { nonsense: 1 } }],
    ['edit.first', { edit: { first: 100 } }],
    ['shardSize', { shardSize: 0 }],
    ['part.of', { part: { index: 1, of: 5 } }],
    ['format', { format: 'gif' as never }],
    ['options', { nonsense: 1 } as never],
  ])('refuses a wrong %s: %j, and writes nothing', async (option, options) => {
    await using folder = await temporaryFolder()
    const writing = writeShards(folder.path, { ...twenty, ...options })
    await expect(writing).rejects.toThrow(new RegExp(`^\`${option.replace('.', '\\.')}\` must be `))
    expect(await readdir(folder.path)).toEqual([])
  })
})
