import { mkdir, readFile, readdir, rename, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { checkConfig, type TrainConfig } from '../config.ts'
import type { DataSource } from '../data/dataset.ts'
import { RunFolderError } from '../errors.ts'
import { FolderLock } from './folder-lock.ts'
import { belongsToLock, trainingLock } from './training-lock.ts'
import { whenMissing } from './when-missing.ts'
import { writeAtomic } from './write-synced.ts'

/** A source, and how many pictures to train on it gave when the run began. */
export interface TrainedSource extends DataSource {
  readonly pictures: number
}

/** What a run is made of; kept in `config.json`, so that `--resume` needs nothing else. */
export interface RunRecord {
  readonly config: TrainConfig
  readonly data: readonly TrainedSource[]
  /** What computed it. */
  readonly versions: Readonly<Record<string, string>>
}

/** The temporary names of `writeAtomic`. */
const unfinished = /\.\d+\.tmp$/

/** The places inside a run folder. */
export class RunFolder {
  readonly path: string
  readonly checkpoints: string
  readonly samples: string
  readonly log: string
  readonly evaluations: string
  /** The averaged generator of the best evaluation, and that evaluation. */
  readonly best: string
  readonly skipped: string
  readonly tensorboard: string
  readonly #config: string
  #lock: FolderLock | undefined

  constructor(path: string) {
    this.path = resolve(path)
    this.checkpoints = join(this.path, 'checkpoints')
    this.samples = join(this.path, 'samples')
    this.log = join(this.path, 'log.jsonl')
    this.evaluations = join(this.path, 'evaluations.jsonl')
    this.best = join(this.path, 'best')
    this.tensorboard = join(this.path, 'tensorboard')
    this.skipped = join(this.path, 'skipped-pictures.txt')
    this.#config = join(this.path, 'config.json')
  }

  /** Starts a new run, locked. @throws RunFolderError when the folder holds something already, or cannot be made */
  async create(record: RunRecord): Promise<void> {
    await this.#checkEmpty()
    try {
      await mkdir(this.path, { recursive: true })
      await this.#takeLock()
      await this.#checkEmpty() // somebody else may have begun here in the meantime
      await writeAtomic(this.#config, `${JSON.stringify(record, null, 2)}\n`)
      await this.#makeFolders()
    } catch (error) {
      if (error instanceof RunFolderError) throw error
      throw new RunFolderError(
        `${this.path} cannot be written.`,
        'choose another --out, or make it writable',
        error,
      )
    }
  }

  /** Opens a run to go on with, locked. @throws RunFolderError as `open`, and when another process trains here */
  async resume(): Promise<RunRecord> {
    const record = await this.open()
    await this.#takeLock()
    await this.#makeFolders()
    return record
  }

  /** What a run killed in its first moments leaves does not count. */
  async #checkEmpty(): Promise<void> {
    const names = await readdir(this.path).catch((): string[] => [])
    if (names.includes('config.json'))
      throw new RunFolderError(
        `${this.path} already holds a run.`,
        'go on with it by --resume (in code: `resume: true`), or choose another --out',
      )
    if (!names.every((name) => belongsToLock(name) || unfinished.test(name)))
      throw new RunFolderError(`${this.path} is not empty and holds no run.`, 'choose another --out')
  }

  /** Keeps other trainers out until `unlock`, and clears what a killed one left half-written. */
  async #takeLock(): Promise<void> {
    this.#lock = await FolderLock.take(this.path, trainingLock)
    for (const folder of [this.path, this.samples])
      for (const name of await readdir(folder).catch(whenMissing<string[]>([])))
        if (unfinished.test(name)) await rm(join(folder, name), { force: true })
    await this.#tidyBest()
  }

  /** A kill between two renames leaves the best generator under the name of the one before. */
  async #tidyBest(): Promise<void> {
    const names = await readdir(this.path)
    for (const name of names.filter((one) => /^best\.(writing|before)-\d+$/.test(one))) {
      const rescue = name.startsWith('best.before') && !names.includes('best')
      if (rescue) await rename(join(this.path, name), this.best)
      else await rm(join(this.path, name), { recursive: true, force: true })
    }
  }

  async #makeFolders(): Promise<void> {
    for (const folder of [this.checkpoints, this.samples]) await mkdir(folder, { recursive: true })
  }

  /** Before anything is written. @throws RunFolderError when another trainer has taken over */
  async checkLock(): Promise<void> {
    await this.#lock?.check()
  }

  async unlock(): Promise<void> {
    await this.#lock?.release()
    this.#lock = undefined
  }

  /** Reads a run's record. @throws RunFolderError when there is none, or it is damaged */
  async open(): Promise<RunRecord> {
    let text: string
    try {
      text = await readFile(this.#config, 'utf8')
    } catch (error) {
      throw new RunFolderError(
        `There is no run in ${this.path}: it has no config.json.`,
        'give --out the folder of an earlier `facegan train`, or leave --resume out to start one',
        error,
      )
    }
    try {
      const record = JSON.parse(text) as RunRecord
      return { ...record, config: checkConfig(record.config) }
    } catch (error) {
      throw new RunFolderError(
        `${this.#config} is damaged.`,
        'put it back from a copy; the checkpoints beside it are whole',
        error,
      )
    }
  }
}
