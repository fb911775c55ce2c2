import { randomUUID } from 'node:crypto'
import { readFile, rm, stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import lockfile from 'proper-lockfile'
import * as v from 'valibot'
import { RunFolderError } from '../errors.ts'
import { cannotWrite } from './cannot-write.ts'
import { whenMissing } from './when-missing.ts'
import { writeAtomic } from './write-synced.ts'

/** A long native step lets no timer run: a lock ages for minutes before another machine may take it over. */
const staleMs = 120_000
const touchEveryMs = 20_000
/** Between taking the lock and signing it lie milliseconds. */
const signWithinMs = 2000

const ownerSchema = v.object({
  pid: v.number(),
  host: v.string(),
  /** ISO 8601. */
  since: v.string(),
  token: v.string(),
})
type Owner = v.InferOutput<typeof ownerSchema>

/** Locks of this very process: a process of the same number before a restart is none of them. */
const heldTokens = new Set<string>()

/** One trainer a run folder. Left behind by a killed process it blocks nobody. */
export class RunLock {
  readonly #folder: string
  readonly #token: string
  readonly #release: () => Promise<void>
  readonly #isLost: () => boolean

  private constructor(folder: string, token: string, release: () => Promise<void>, isLost: () => boolean) {
    this.#folder = folder
    this.#token = token
    this.#release = release
    this.#isLost = isLost
    process.on('SIGXFSZ', ignore)
  }

  /** @throws RunFolderError that names the process that trains here, or when the folder cannot be written */
  static async take(folder: string): Promise<RunLock> {
    let lost = false
    let release: () => Promise<void>
    for (;;) {
      try {
        release = await lockfile.lock(folder, {
          lockfilePath: lockOf(folder),
          realpath: false,
          stale: staleMs,
          update: touchEveryMs,
          onCompromised: () => (lost = true),
        })
        break
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ELOCKED') throw cannotWrite('The lock', folder, error)
        const owner = await signedOwner(folder)
        if (owner && !isGone(owner)) throw await beingTrained(folder, owner)
        await removeLock(folder)
      }
    }
    const owner: Owner = {
      pid: process.pid,
      host: hostname(),
      since: new Date().toISOString(),
      token: randomUUID(),
    }
    try {
      await writeAtomic(ownerOf(folder), JSON.stringify(owner))
    } catch (error) {
      await release()
      throw cannotWrite('The lock', folder, error)
    }
    heldTokens.add(owner.token)
    return new RunLock(folder, owner.token, release, () => lost)
  }

  /** Before anything is written. @throws RunFolderError when another trainer has taken over */
  async check(): Promise<void> {
    const owner = await readOwner(this.#folder)
    if (!this.#isLost() && owner?.token === this.#token) return
    const by = owner ? ` by process ${owner.pid} on ${owner.host}` : ''
    throw new RunFolderError(
      `This run was taken over${by} while this process could not show that it lives; it stops here.`,
      'one trainer a run folder: let the other one go on, or end it and --resume',
    )
  }

  async release(): Promise<void> {
    process.off('SIGXFSZ', ignore)
    heldTokens.delete(this.#token)
    const owner = await readOwner(this.#folder).catch(() => undefined)
    if (owner?.token === this.#token) await rm(ownerOf(this.#folder), { force: true })
    await this.#release().catch(() => {}) // lost already
  }
}

/** proper-lockfile ends the process on signals that nobody else hears; this one comes with an EFBIG that we report. */
function ignore(): void {}

const lockOf = (folder: string) => join(folder, 'training.lock')
const ownerOf = (folder: string) => join(folder, 'training.json')

/** What a lock puts into a run folder. */
export function belongsToLock(name: string): boolean {
  return name.startsWith('training.')
}

/** The owner of a lock that is there; undefined when it was killed before it could sign. */
async function signedOwner(folder: string): Promise<Owner | undefined> {
  for (const until = performance.now() + signWithinMs; ;) {
    const owner = await readOwner(folder)
    if (owner || performance.now() > until) return owner
    await sleep(50)
  }
}

async function readOwner(folder: string): Promise<Owner | undefined> {
  const text = await readFile(ownerOf(folder), 'utf8').catch(whenMissing(''))
  try {
    return v.parse(ownerSchema, JSON.parse(text))
  } catch {
    return undefined
  }
}

/** The signature first: nobody may take a new lock for one of the dead owner's. */
async function removeLock(folder: string): Promise<void> {
  await rm(ownerOf(folder), { force: true })
  await rm(lockOf(folder), { force: true, recursive: true })
}

/** Of a process on another machine nobody here can tell. */
function isGone({ pid, host, token }: Owner): boolean {
  if (host !== hostname()) return false
  if (pid === process.pid) return !heldTokens.has(token)
  try {
    process.kill(pid, 0)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
}

async function beingTrained(folder: string, { pid, host, since }: Owner): Promise<RunFolderError> {
  const here = host === hostname()
  const touched = await stat(lockOf(folder)).then(({ mtimeMs }) => mtimeMs, whenMissing(0))
  const secondsLeft = Math.max(1, Math.ceil((touched + staleMs - Date.now()) / 1000))
  return new RunFolderError(
    `${folder} is being trained by process ${pid}${here ? '' : ` on ${host}`}, since ${since}.`,
    here
      ? `let it finish, or end it (kill ${pid}) and --resume; two runs at a time need two folders`
      : `let it finish, or end it and --resume; if it is gone already, its lock runs out in ${secondsLeft} s`,
  )
}
