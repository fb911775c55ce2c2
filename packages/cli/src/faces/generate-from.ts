import { resolve } from 'node:path'
import { InvalidOptionError } from '@facegan/core'
import type { Invocation } from '../command.ts'
import { faceSettings } from '../face-options.ts'
import { integerOption } from '../number-option.ts'
import { pictureFormatOf, refuseFile } from './out-path.ts'

/** `facegan generate`: to where `--out` points; each way is loaded when it is taken. */
export async function generateFrom(invocation: Invocation): Promise<void> {
  const { options } = invocation
  import('sharp').catch(() => {}) // needed in the end: loaded while the network is; who needs it says what is wrong
  const wanted = {
    count: integerOption(options, 'count', 1),
    seeds: options['seeds'] as string | undefined,
    ...faceSettings(invocation),
  }
  if (options['latents'] && !options['index'] && !options['ndjson'] && !options['json'])
    throw new InvalidOptionError('--latents', 'given with --index, --ndjson or --json', true)
  if (options['out'] === '-') return (await import('./to-stdout.ts')).toStdout(invocation, wanted)
  const out = resolve(String(options['out'] ?? 'faces'))
  const format = (options['format'] ?? 'png') as string
  if (format === 'raw' || format === 'tar')
    throw new InvalidOptionError(
      '--format',
      'png, webp or jpeg for files',
      format,
      'raw and tar go to `--out -`',
    )
  if (options['shardSize'] !== undefined || options['shard'] !== undefined)
    return (await import('./to-shards.ts')).toShards(invocation, wanted, out)
  const sheetFormat = pictureFormatOf(out)
  if (sheetFormat) return (await import('./to-sheet.ts')).toSheet(invocation, wanted, out, sheetFormat)
  refuseFile(out, 'a folder, a .png, .webp or .jpg for one sheet, or - for stdout')
  return (await import('./to-folder.ts')).toFolder(invocation, wanted, out)
}
