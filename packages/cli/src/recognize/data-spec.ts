import { existsSync } from 'node:fs'
import { basename } from 'node:path'

/** Data as a command names it: a path, and how to split what is there. */
export interface DataSpec {
  /** What tables call it. */
  readonly name: string
  readonly path: string
  readonly perPerson?: readonly number[]
  readonly testPerPerson?: number
}

/**
 * `orl.tar`, `orl.tar:1,3,5` to learn from 1, 3 and 5 pictures of each person, `lfw.tar:5,10/10` to test 10 others of
 * each too, and `faces=C:\\faces:1,3` to be called faces in tables. Only digits, commas and a slash after the last colon
 * count, so `C:\\faces` is a path; what exists under the whole text is a path in any case.
 */
export function parseDataSpec(text: string, exists: (path: string) => boolean = existsSync): DataSpec {
  if (exists(text)) return { name: nameOfData(text), path: text }
  const [, title, rest] = /^([^=/\\:]+)=(.+)$/s.exec(text) ?? [text, undefined, text]
  const [, path = rest, counts, tested] = /^(.+):(\d+(?:,\d+)*)(?:\/(\d+))?$/s.exec(rest) ?? []
  return {
    name: title ?? nameOfData(path),
    path,
    ...(counts === undefined ? {} : { perPerson: counts.split(',').map(Number) }),
    ...(tested === undefined ? {} : { testPerPerson: Number(tested) }),
  }
}

/** `people/orl.tar.gz` is orl. */
function nameOfData(path: string): string {
  return basename(path).replace(/\.(tar|tar\.gz|tgz|zip)$/i, '')
}
