import { extname } from 'node:path'
import { InvalidOptionError } from '@facegan/core'
import type { ImageFormat } from '@facegan/node'
import type { Invocation } from '../command.ts'

/** The format when the path names a picture; undefined when it names a folder. */
export function pictureFormatOf(path: string): ImageFormat | undefined {
  const ending = extname(path).slice(1).toLowerCase().replace('jpg', 'jpeg')
  return (['png', 'webp', 'jpeg'] as const).find((format) => format === ending)
}

/** Whoever writes `faces.gif` wants no folder of that name. @throws InvalidOptionError */
export function refuseFile(path: string, expected: string): void {
  if (/\.(avif|bmp|gif|heic|jxl|mp4|svg|tar|tgz|tiff?|webm|zip)$/i.test(path))
    throw new InvalidOptionError('--out', expected, path, shardHint(path))
}

function shardHint(path: string): string | undefined {
  return path.endsWith('.tar')
    ? '`--shard-size` writes tars into a folder, `--format tar --out -` one to stdout'
    : undefined
}

/** Options that mean nothing here, rather than be passed over in silence. @throws InvalidOptionError */
export function refuseOptions(options: Invocation['options'], names: readonly string[], where: string): void {
  for (const name of names) {
    if (options[name] === undefined) continue
    const flag = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
    throw new InvalidOptionError(flag, `left out ${where}`, options[name])
  }
}
