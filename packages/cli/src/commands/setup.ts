import type { Command } from '../command.ts'
import { optionalPackage } from '../optional-package.ts'

export const setup: Command = {
  name: 'setup',
  summary: 'Get what training and export need: a Python environment with TensorFlow, and its addon for Node',
  examples: ['facegan setup', 'facegan setup --cuda    # for an NVIDIA GPU'],
  options: [
    { flags: '--cuda', help: 'TensorFlow with CUDA 12.2, some 3 GB (default: the CPU build, some 250 MB)' },
  ],
  async run({ options, terminal }) {
    const native = await optionalPackage(import('@facegan/tfjs-native'))
    const result = await native.setup({
      accelerator: options['cuda'] ? 'cuda' : 'cpu',
      log: (line: string) => terminal.note(`${line}\n`),
      signal: terminal.signal,
    })
    terminal.print(`${result.home}\n`)
  },
}
