import { mkdirSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../testing/fake-programs.ts'
import { withLock } from './setup-lock.ts'

it('lets one in at a time and tells the other that it waits', async () => {
  const path = join(temporaryFolder(), 'installation')
  const events: string[] = []
  const first = withLock(path, async () => {
    events.push('first in')
    await sleep(50)
    events.push('first out')
  })
  await sleep(20)
  await withLock(path, async () => events.push('second in'), { onWait: () => events.push('second waits') })
  await first
  expect(events).toEqual(['first in', 'second waits', 'first out', 'second in'])
})

it('takes over the lock of a process that was killed', async () => {
  const path = join(temporaryFolder(), 'installation')
  mkdirSync(`${path}.lock`)
  const longAgo = new Date(Date.now() - 60_000)
  utimesSync(`${path}.lock`, longAgo, longAgo)
  expect(await withLock(path, async () => 'mine')).toBe('mine')
})

it('gives the lock back when the work throws, and stops waiting when told to', async () => {
  const path = join(temporaryFolder(), 'installation')
  await expect(withLock(path, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
  await withLock(path, async () => {
    const waiting = withLock(path, async () => 'never', { signal: AbortSignal.timeout(20) })
    await expect(waiting).rejects.toThrow('aborted due to timeout')
  })
})
