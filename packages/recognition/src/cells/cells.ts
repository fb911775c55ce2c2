import { mkdir, open, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { FolderLock } from '@facegan/trainer'
import { ResultsFolderError } from '../errors.ts'
import { canonicalJson } from './canonical-json.ts'
import { resultsLock } from './results-lock.ts'

/** The file of finished cells in a results folder. */
export const resultsFile = 'results.jsonl'

/** Finished parts of a long measurement, each under a key that says all it depends on. */
export interface Cells<Value> {
  /** What was put under a key that is equal as JSON. */
  get(key: object): Value | undefined
  /**
   * Returns once it is on the disk.
   *
   * @param value JSON: NaN and Infinity come back as null
   * @throws ResultsFolderError when it cannot be written, or another process has taken the folder over
   */
  put(key: object, value: Value): Promise<void>
  close(): Promise<void>
}

/**
 * Opens, or starts, the cells of a folder: `results.jsonl`, a line of JSON each. A process that is killed at any moment
 * loses the cell that it was at, and the next one goes on there.
 *
 * @param folder left out, they are kept in memory
 * @throws ResultsFolderError that names the process that is writing there, or the line that is no cell
 */
export async function openCells<Value>(folder?: string): Promise<Cells<Value>> {
  if (folder === undefined) return new StoredCells<Value>(new Map())
  let lock: FolderLock | undefined
  let file: FileHandle | undefined
  try {
    await mkdir(folder, { recursive: true })
    lock = await FolderLock.take(folder, resultsLock)
    const path = join(folder, resultsFile)
    file = await open(path, 'a+')
    const { known, end } = parse<Value>(await file.readFile(), path)
    await file.truncate(end)
    return new StoredCells(known, { folder, file, lock, end })
  } catch (error) {
    await file?.close()
    await lock?.release()
    throw error instanceof ResultsFolderError ? error : resultsLock.cannotWrite(folder, error)
  }
}

interface Store {
  readonly folder: string
  readonly file: FileHandle
  readonly lock: FolderLock
  /** Bytes of whole lines. */
  end: number
}

class StoredCells<Value> implements Cells<Value> {
  readonly #known: Map<string, Value>
  readonly #store: Store | undefined

  constructor(known: Map<string, Value>, store?: Store) {
    this.#known = known
    this.#store = store
  }

  get(key: object): Value | undefined {
    return this.#known.get(canonicalJson(key))
  }

  async put(key: object, value: Value): Promise<void> {
    if (this.#store) await append(this.#store, `${JSON.stringify({ key, value })}\n`)
    this.#known.set(canonicalJson(key), value)
  }

  async close(): Promise<void> {
    await this.#store?.file.close()
    await this.#store?.lock.release()
  }
}

async function append(store: Store, line: string): Promise<void> {
  const { folder, file, lock } = store
  await lock.check()
  try {
    await file.appendFile(line)
    await file.datasync()
    store.end += Buffer.byteLength(line)
  } catch (error) {
    await file.truncate(store.end).catch(() => {}) // half a line; the next start would drop it too
    throw resultsLock.cannotWrite(folder, error)
  }
}

/** What follows the last end of a line was cut short by a kill, and is dropped. */
function parse<Value>(bytes: Buffer, path: string): { known: Map<string, Value>; end: number } {
  const end = bytes.lastIndexOf('\n') + 1
  const known = new Map<string, Value>()
  const lines = bytes.toString('utf8', 0, end).split('\n').slice(0, -1)
  lines.forEach((line, i) => {
    const cell = parseCell<Value>(line)
    if (!cell)
      throw new ResultsFolderError(
        `Line ${i + 1} of ${path} is no result.`,
        'delete that line, and what it held is measured again; or choose another --out',
      )
    known.set(canonicalJson(cell.key), cell.value)
  })
  return { known, end }
}

function parseCell<Value>(line: string): { key: object; value: Value } | undefined {
  try {
    const cell = JSON.parse(line) as { key: object; value: Value } | null
    return cell && typeof cell.key === 'object' && 'value' in cell ? cell : undefined
  } catch {
    return undefined
  }
}
