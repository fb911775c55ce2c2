import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { SummaryWriter } from './index.ts'
import { temporaryFolder } from './testing/fake-programs.ts'

/** The records of a folder's one event file, as text to search in. */
function eventsIn(folder: string): string {
  const [file, ...more] = readdirSync(folder)
  expect(more).toEqual([])
  return readFileSync(join(folder, file!), 'latin1')
}

it('writes sessions, scalars and pictures', () => {
  const folder = join(temporaryFolder(), 'events')
  const writer = new SummaryWriter(folder)
  writer.startSession(21)
  writer.scalars(40, { 'loss/a': 0.5, 'loss/b': 2 })
  writer.image(40, 'samples', Buffer.from('bytes of a picture'), 4, 2)
  writer.flush()
  const events = eventsIn(folder)
  expect(events).toContain('brain.Event:2')
  expect(events).toContain('\x10\x15\x3a\x02\x08\x01') // step: 21, session_log { status: START }
  for (const text of ['loss/a', 'loss/b', 'samples', 'bytes of a picture']) expect(events).toContain(text)
  writer.close()
})

it('two writers of one folder have a file each, and closing one leaves the other', () => {
  const folder = temporaryFolder()
  const [one, two] = [new SummaryWriter(folder), new SummaryWriter(folder)]
  one.scalars(1, { one: 1 })
  one.close()
  two.scalars(2, { two: 2 })
  two.close()
  const texts = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'latin1'))
  expect(texts).toHaveLength(2)
  expect(texts.filter((text) => text.includes('two'))).toHaveLength(1)
})

it('a place that is no folder is an error', () => {
  const folder = temporaryFolder()
  const file = join(folder, 'file')
  writeFileSync(file, '')
  expect(() => new SummaryWriter(file)).toThrow(/EEXIST|ENOTDIR/)
  rmSync(file)
})
