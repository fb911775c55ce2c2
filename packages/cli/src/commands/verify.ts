import { FaceganError } from '@facegan/core'
import type { Command } from '../command.ts'
import { modelChoice, modelOptions } from '../face-options.ts'

export const verify: Command = {
  name: 'verify',
  summary: 'Prove that files are the faces that their labels claim, by making them again',
  examples: [
    'facegan verify faces/*.png',
    'facegan verify face.jpg --model ./my-model',
    'facegan verify sheet.webp --json',
  ],
  arguments: [['<files...>', 'pictures: PNG, WebP or JPEG']],
  options: [...modelOptions, { flags: '--json', help: 'print verdicts, labels and differences as JSON' }],
  async run(invocation) {
    const { operands, options, terminal } = invocation
    const { verifyFace } = await import('@facegan/node')
    const found: object[] = []
    const marks = { same: terminal.color.green('✓'), other: terminal.color.red('✗') }
    let failed = 0
    for (const [n, file] of operands.entries()) {
      terminal.signal.throwIfAborted()
      const verification = await verifyFace(file, modelChoice(invocation))
      const { verdict, detail } = verification
      if (verdict !== 'same') failed++
      if (options['json']) found.push({ file, ...verification })
      else
        await terminal.write(
          `${verdict === 'same' ? marks.same : marks.other} ${file}: ${verdict}; ${detail}\n`,
        )
      if (options['json']) terminal.progress(`${n + 1} of ${operands.length} files`)
    }
    terminal.settle()
    if (options['json']) terminal.print(`${JSON.stringify(found, null, 2)}\n`)
    if (failed > 0) throw new NotVerifiedError(failed, operands.length)
  },
}

/** Some file is not what it claims, or claims nothing. */
class NotVerifiedError extends FaceganError {
  constructor(failed: number, total: number) {
    const files = total === 1 ? 'The file does' : `${failed} of ${total} files do`
    super('FACEGAN_NOT_VERIFIED', `${files} not verify.`, {
      hint: '--model names the model that made them, where it is not the built-in one',
    })
  }
}
