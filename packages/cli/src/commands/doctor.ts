import type { Command } from '../command.ts'
import { devices } from '../doctor/devices.ts'
import type { Finding } from '../doctor/finding.ts'
import { machine } from '../doctor/machine.ts'
import { modelIntegrity, speed } from '../doctor/speed.ts'
import { training } from '../doctor/training.ts'

export const doctor: Command = {
  name: 'doctor',
  summary: 'Say what this machine can do, how fast, and what is missing for the rest',
  examples: ['facegan doctor', 'facegan doctor --model ./my-model', 'facegan doctor --json'],
  options: [
    { flags: '-m, --model <model>', help: 'built-in name, folder or URL (default: the built-in model)' },
    { flags: '--json', help: 'print the findings as JSON' },
  ],
  async run({ options, terminal }) {
    const model = options['model'] as string | undefined
    const all: Finding[] = []
    const { color } = terminal
    function tell(...findings: Finding[]): void {
      all.push(...findings)
      if (options['json']) return
      for (const { subject, ok, detail, hint } of findings) {
        terminal.print(`${ok ? color.green('✓') : color.yellow('–')} ${subject.padEnd(14)} ${detail}\n`)
        if (hint) terminal.print(`  ${''.padEnd(14)} ${color.cyan('hint:')} ${hint}\n`)
      }
    }

    tell(...machine())
    const { findings, working } = await devices()
    tell(...findings)
    const intact = await modelIntegrity(model)
    tell(intact)
    if (intact.ok) tell(...(await speed(model, working)))
    tell(await training())
    if (options['json']) terminal.print(`${JSON.stringify(all, null, 2)}\n`)
  },
}
