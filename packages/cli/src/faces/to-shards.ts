import { join } from 'node:path'
import { InvalidOptionError, resolveGenerateOptions, type GenerateOptions } from '@facegan/core'
import { writeShards, type ImageFormat, type Part } from '@facegan/node'
import type { Invocation } from '../command.ts'
import { modelChoice } from '../face-options.ts'
import { integerOption } from '../number-option.ts'
import { pictureFormatOf, refuseFile, refuseOptions } from './out-path.ts'

/** WebDataset tars, all of them or one machine's part. */
export async function toShards(invocation: Invocation, wanted: GenerateOptions, out: string): Promise<void> {
  const { options, terminal } = invocation
  refuseOptions(options, ['ndjson', 'columns', 'scale', 'kernel'], 'for shards')
  const folder = 'a folder for shards'
  if (pictureFormatOf(out)) throw new InvalidOptionError('--out', folder, out)
  refuseFile(out, folder)
  const shardSize = integerOption(options, 'shardSize', 1) ?? 10_000
  const part = partOf(options['shard'], Math.ceil(resolveGenerateOptions(wanted).seeds.length / shardSize))
  const sayResumable = () => terminal.note('The same command goes on from here.\n')
  terminal.signal.addEventListener('abort', sayResumable)
  // a shared generator, which tells of a failed device by a warning of the process
  const { onDeviceChange: _, ...choice } = modelChoice(invocation)
  const { pattern, ...written } = await writeShards(out, {
    ...wanted,
    ...choice,
    format: options['format'] as ImageFormat | undefined,
    shardSize,
    part,
    index: options['index'] === true,
    latents: options['latents'] === true,
  })
  terminal.signal.removeEventListener('abort', sayResumable)
  terminal.settle()
  const files = join(out, pattern)
  terminal.print(options['json'] ? `${JSON.stringify({ ...written, pattern: files })}\n` : `${files}\n`)
}

/** `2/8`: the second of eight. */
function partOf(text: unknown, shards: number): Part | undefined {
  if (text === undefined) return undefined
  const [, index, of] = /^\s*(\d{1,9})\s*\/\s*(\d{1,9})\s*$/.exec(String(text)) ?? []
  if (!(Number(index) >= 1 && Number(index) <= Number(of)))
    throw new InvalidOptionError('--shard', 'i/n with i from 1 to n, such as 2/8', text)
  if (Number(of) > shards)
    throw new InvalidOptionError(
      '--shard',
      `in no more parts than there are shards, ${shards}`,
      text,
      'use a smaller --shard-size',
    )
  return { index: Number(index), of: Number(of) }
}
