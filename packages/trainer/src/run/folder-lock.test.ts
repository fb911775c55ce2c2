import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FolderLock } from './folder-lock.ts'
import { trainingLock } from './training-lock.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'facegan-lock-'))
})
afterEach(() => rm(folder, { recursive: true }))

/** A lock as another process would hold it. */
async function heldBy(owner: { pid: number; host?: string } | undefined): Promise<void> {
  await mkdir(join(folder, 'training.lock'))
  if (!owner) return
  const record = { host: hostname(), since: '2026-01-01T00:00:00.000Z', token: 'another', ...owner }
  await writeFile(join(folder, 'training.json'), JSON.stringify(record))
}

async function endedProcess(): Promise<number> {
  const child = spawn(process.execPath, ['-e', ''])
  await once(child, 'exit')
  return child.pid!
}

describe('one trainer a run folder', () => {
  it('a second one is told who trains; after the first has let go it may', async () => {
    const lock = await FolderLock.take(folder, trainingLock)
    await expect(FolderLock.take(folder, trainingLock)).rejects.toMatchObject({
      code: 'FACEGAN_RUN_FOLDER',
      message: expect.stringContaining(`is being trained by process ${process.pid}, since 20`),
      hint: expect.stringContaining(`kill ${process.pid}`),
    })
    await lock.check()
    await lock.release()
    expect(await readdir(folder)).toEqual([])
    await (await FolderLock.take(folder, trainingLock)).release()
  })

  it('a live process of this machine keeps it', async () => {
    await heldBy({ pid: process.ppid })
    await expect(FolderLock.take(folder, trainingLock)).rejects.toThrow(`process ${process.ppid}, since 2026`)
  })

  it('one on another machine keeps it until its lock runs out', async () => {
    await heldBy({ pid: 1, host: 'elsewhere' })
    await expect(FolderLock.take(folder, trainingLock)).rejects.toMatchObject({
      message: expect.stringContaining('process 1 on elsewhere'),
      hint: expect.stringMatching(/runs out in 1[12]\d s$/),
    })
    const longAgo = new Date(Date.now() - 130_000)
    await utimes(join(folder, 'training.lock'), longAgo, longAgo)
    await (await FolderLock.take(folder, trainingLock)).release()
  })
})

describe('a killed trainer blocks nobody', () => {
  it('whose process is gone', async () => {
    await heldBy({ pid: await endedProcess() })
    const lock = await FolderLock.take(folder, trainingLock)
    expect(JSON.parse(await readFile(join(folder, 'training.json'), 'utf8')).pid).toBe(process.pid)
    await lock.release()
  })

  it('whose number is ours: a container that was started again', async () => {
    await heldBy({ pid: process.pid })
    const lock = await FolderLock.take(folder, trainingLock)
    await expect(lock.check()).resolves.toBeUndefined()
    await lock.release()
  })

  it('that died before it could sign', async () => {
    await heldBy(undefined)
    const lock = await FolderLock.take(folder, trainingLock)
    await expect(lock.check()).resolves.toBeUndefined()
    await lock.release()
  })
})

it('one whose lock was taken over notices, and leaves the new one alone', async () => {
  const lock = await FolderLock.take(folder, trainingLock)
  const other = { pid: 7, host: 'elsewhere', since: '', token: 'another' }
  await writeFile(join(folder, 'training.json'), JSON.stringify(other))
  await expect(lock.check()).rejects.toThrow('taken over by process 7 on elsewhere')
  await lock.release()
  expect(await readdir(folder)).toContain('training.json')
})
