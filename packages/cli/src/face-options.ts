import type { Edit } from '@facegan/core'
import type { DeviceChange } from '@facegan/node'
import type { CommandOption, Invocation } from './command.ts'
import { editOption } from './edit-option.ts'

/** Options of every command that makes faces. */
export const faceOptions: readonly CommandOption[] = [
  { flags: '-t, --truncation <psi>', help: '0 to 1; lower is more average (default: 1)' },
  { flags: '-e, --edit <amounts>', help: 'directions of the model, such as smile=1.5,age=-1' },
  { flags: '--beyond', help: 'let --edit go further than the model still draws faces' },
]

export const modelOptions: readonly CommandOption[] = [
  { flags: '-m, --model <model>', help: 'built-in name, folder or URL (default: the built-in model)' },
  { flags: '--offline', help: 'fetch no model; only what was fetched before (also: FACEGAN_OFFLINE=1)' },
  { flags: '-d, --device <device>', help: 'auto, cuda, webgpu, cpu, …; see doctor (default: auto)' },
]

export const enlargeOptions: readonly CommandOption[] = [
  { flags: '--scale <number>', help: 'enlarge faces on a sheet or animation by a whole number (default: 2)' },
  {
    flags: '--kernel <name>',
    help: 'how they are enlarged (default: lanczos)',
    choices: ['lanczos', 'nearest'],
  },
]

/** How faces are made, from the command line. @throws InvalidOptionError on an edit that cannot be read */
export function faceSettings({ options, terminal }: Invocation) {
  return {
    truncation: options['truncation'] === undefined ? undefined : Number(options['truncation']),
    edit: editOption(options['edit']) as Edit | undefined,
    beyond: options['beyond'] === true,
    signal: terminal.signal,
    onProgress: ({ done, total }: { done: number; total: number }) =>
      terminal.progress(`${done.toLocaleString('en')} of ${total.toLocaleString('en')} faces`),
  }
}

/** Which model, where; for `loadGenerator` to check. */
export function modelChoice({ options, terminal }: Invocation) {
  return {
    model: options['model'] as string | undefined,
    device: options['device'] as never,
    offline: options['offline'] === true ? true : undefined,
    signal: terminal.signal,
    onDownload: ({ bytes, total }: { bytes: number; total: number }) =>
      terminal.progress(`${bytes.toLocaleString('en')} of ${total.toLocaleString('en')} bytes of the model`),
    onDeviceChange: ({ from, to, why, detail }: DeviceChange) =>
      terminal.note(
        `${to} instead of ${from}, which ${why === 'failed' ? 'failed' : 'is slower'}: ${detail}\n`,
      ),
  }
}
