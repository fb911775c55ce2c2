import { mkdir, readFile, readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { checkConfig, type TrainConfig } from '../config.ts'
import type { DataSource } from '../data/dataset.ts'
import { RunFolderError } from '../errors.ts'
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

/** The places inside a run folder. */
export class RunFolder {
  readonly path: string
  readonly checkpoints: string
  readonly samples: string
  readonly log: string
  readonly skipped: string
  readonly #config: string

  constructor(path: string) {
    this.path = resolve(path)
    this.checkpoints = join(this.path, 'checkpoints')
    this.samples = join(this.path, 'samples')
    this.log = join(this.path, 'log.jsonl')
    this.skipped = join(this.path, 'skipped-pictures.txt')
    this.#config = join(this.path, 'config.json')
  }

  /** Starts a new run. @throws RunFolderError when the folder holds something already, or cannot be made */
  async create(record: RunRecord): Promise<void> {
    const found = await readdir(this.path).catch((): string[] => [])
    if (found.includes('config.json'))
      throw new RunFolderError(
        `${this.path} already holds a run.`,
        'add --resume to go on with it, or choose another --out',
      )
    if (found.length > 0)
      throw new RunFolderError(`${this.path} is not empty and holds no run.`, 'choose another --out')
    try {
      await mkdir(this.checkpoints, { recursive: true })
      await mkdir(this.samples)
      await writeAtomic(this.#config, `${JSON.stringify(record, null, 2)}\n`)
    } catch (error) {
      throw new RunFolderError(
        `${this.path} cannot be written.`,
        'choose another --out, or make it writable',
        error,
      )
    }
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
