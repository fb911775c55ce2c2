import { mkdirSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { loadStrangers } from './load-strangers.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'facegan-strangers-'))
})
afterEach(() => rm(folder, { recursive: true }))

it('takes pictures from any folder for one crowd', async () => {
  for (const [name, level] of [
    ['ada/1.png', 10],
    ['carl/1.png', 200],
    ['2.png', 90],
  ] as const) {
    mkdirSync(join(folder, name, '..'), { recursive: true })
    const background = { r: level, g: level, b: level }
    writeFileSync(
      join(folder, name),
      await sharp({ create: { width: 8, height: 8, channels: 3, background } })
        .png()
        .toBuffer(),
    )
  }
  const strangers = await loadStrangers(folder, { size: 8 })
  expect(strangers).toMatchObject({ size: 8, people: ['strangers'], labels: new Int32Array(3) })
  expect(new Set(strangers.pixels)).toEqual(new Set([10, 90, 200]))
})

it('says what it needs where there is no picture, and no folder', async () => {
  const error = { code: 'FACEGAN_RECOGNITION_DATA', hint: expect.stringContaining('not in the data') }
  await expect(loadStrangers(folder)).rejects.toMatchObject({
    ...error,
    message: expect.stringContaining(folder),
  })
  await expect(loadStrangers(join(folder, 'nowhere'))).rejects.toMatchObject(error)
})
