import { randomUUID } from 'node:crypto'
import { readFile, rm, stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import lockfile from 'proper-lockfile'
import * as v from 'valibot'
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

/** What a folder is locked for, in words. */
export interface LockPurpose {
  /** Of the two files that the lock puts into the folder. */
  readonly name: string
  /** `is being trained` */
  readonly held: string
  /** `This run` */
  readonly subject: string
  /** `one trainer a run folder` */
  readonly rule: string
  /** How to go on later: `--resume`. */
  readonly goOn: string
  readonly error: (message: string, hint: string) => Error
  readonly cannotWrite: (folder: string, cause: unknown) => Error
}

/** One process a folder. Left behind by a killed process it blocks nobody. */
export class FolderLock {
  readonly #folder: string
  readonly #purpose: LockPurpose
  readonly #token: string
  readonly #release: () => Promise<void>
  readonly #isLost: () => boolean

  private constructor(
    folder: string,
    purpose: LockPurpose,
    token: string,
    release: () => Promise<void>,
    isLost: () => boolean,
  ) {
    this.#folder = folder
    this.#purpose = purpose
    this.#token = token
    this.#release = release
    this.#isLost = isLost
    process.on('SIGXFSZ', ignore)
  }

  /** @throws the purpose's error that names the process that is here, or when the folder cannot be written */
  static async take(folder: string, purpose: LockPurpose): Promise<FolderLock> {
    let lost = false
    let release: () => Promise<void>
    for (;;) {
      try {
        release = await lockfile.lock(folder, {
          lockfilePath: lockOf(folder, purpose),
          realpath: false,
          stale: staleMs,
          update: touchEveryMs,
          onCompromised: () => (lost = true),
        })
        break
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ELOCKED') throw purpose.cannotWrite(folder, error)
        const owner = await signedOwner(folder, purpose)
        if (owner && !isGone(owner)) throw await heldError(folder, purpose, owner)
        await removeLock(folder, purpose)
      }
    }
    const owner: Owner = {
      pid: process.pid,
      host: hostname(),
      since: new Date().toISOString(),
      token: randomUUID(),
    }
    try {
      await writeAtomic(ownerOf(folder, purpose), JSON.stringify(owner))
    } catch (error) {
      await release()
      throw purpose.cannotWrite(folder, error)
    }
    heldTokens.add(owner.token)
    return new FolderLock(folder, purpose, owner.token, release, () => lost)
  }

  /** Before anything is written. @throws the purpose's error when another process has taken over */
  async check(): Promise<void> {
    const owner = await readOwner(this.#folder, this.#purpose)
    if (!this.#isLost() && owner?.token === this.#token) return
    const by = owner ? ` by process ${owner.pid} on ${owner.host}` : ''
    const { subject, rule, goOn, error } = this.#purpose
    throw error(
      `${subject} was taken over${by} while this process could not show that it lives; it stops here.`,
      `${rule}: let the other one go on, or end it and ${goOn}`,
    )
  }

  async release(): Promise<void> {
    process.off('SIGXFSZ', ignore)
    heldTokens.delete(this.#token)
    const owner = await readOwner(this.#folder, this.#purpose).catch(() => undefined)
    if (owner?.token === this.#token) await rm(ownerOf(this.#folder, this.#purpose), { force: true })
    await this.#release().catch(() => {}) // lost already
  }
}

/** proper-lockfile ends the process on signals that nobody else hears; this one comes with an EFBIG that we report. */
function ignore(): void {}

const lockOf = (folder: string, { name }: LockPurpose) => join(folder, `${name}.lock`)
const ownerOf = (folder: string, { name }: LockPurpose) => join(folder, `${name}.json`)

/** The owner of a lock that is there; undefined when it was killed before it could sign. */
async function signedOwner(folder: string, purpose: LockPurpose): Promise<Owner | undefined> {
  for (const until = performance.now() + signWithinMs; ;) {
    const owner = await readOwner(folder, purpose)
    if (owner || performance.now() > until) return owner
    await sleep(50)
  }
}

async function readOwner(folder: string, purpose: LockPurpose): Promise<Owner | undefined> {
  const text = await readFile(ownerOf(folder, purpose), 'utf8').catch(whenMissing(''))
  try {
    return v.parse(ownerSchema, JSON.parse(text))
  } catch {
    return undefined
  }
}

/** The signature first: nobody may take a new lock for one of the dead owner's. */
async function removeLock(folder: string, purpose: LockPurpose): Promise<void> {
  await rm(ownerOf(folder, purpose), { force: true })
  await rm(lockOf(folder, purpose), { force: true, recursive: true })
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

async function heldError(folder: string, purpose: LockPurpose, { pid, host, since }: Owner): Promise<Error> {
  const here = host === hostname()
  const touched = await stat(lockOf(folder, purpose)).then(({ mtimeMs }) => mtimeMs, whenMissing(0))
  const secondsLeft = Math.max(1, Math.ceil((touched + staleMs - Date.now()) / 1000))
  const { held, goOn, error } = purpose
  return error(
    `${folder} ${held} by process ${pid}${here ? '' : ` on ${host}`}, since ${since}.`,
    here
      ? `let it finish, or end it (kill ${pid}) and ${goOn}; two at a time need two folders`
      : `let it finish, or end it and ${goOn}; if it is gone already, its lock runs out in ${secondsLeft} s`,
  )
}
