import { appendFile, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { cannotWrite } from './cannot-write.ts'
import { whenMissing } from './when-missing.ts'
import { writeAtomic } from './write-synced.ts'

/** One line of `log.jsonl`: means over the steps since the line before. */
export interface LogLine {
  readonly step: number
  /** Thousands of real pictures that D has seen. */
  readonly kimg: number
  /** Training time so far, over all sessions. */
  readonly seconds: number
  readonly imagesPerSecond: number
  readonly lossG: number
  readonly lossD: number
  readonly accuracyReal: number
  readonly accuracyFake: number
}

/**
 * Appends to a log of one JSON object a line.
 *
 * @throws RunFolderError when it cannot be written; a resume drops a line that was cut short
 */
export async function appendLog(path: string, line: { readonly step: number }): Promise<void> {
  await appendFile(path, `${JSON.stringify(line)}\n`).catch((error: unknown) => {
    throw cannotWrite('The log', dirname(path), error)
  })
}

/** Drops what was logged after a checkpoint, and a line that a kill cut short: those steps are about to run again. */
export async function rewindLog(path: string, step: number): Promise<void> {
  const text = await readFile(path, 'utf8').catch(whenMissing(''))
  if (text === '') return
  const kept = text.split('\n').filter((line) => {
    try {
      return (JSON.parse(line) as { step: number }).step <= step
    } catch {
      return false
    }
  })
  await writeAtomic(path, kept.map((line) => `${line}\n`).join('')).catch((error: unknown) => {
    throw cannotWrite('The log', dirname(path), error)
  })
}
