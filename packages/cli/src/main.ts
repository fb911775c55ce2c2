import { readFileSync } from 'node:fs'
import { Command as Program, CommanderError, Option } from 'commander'
import { commands } from './commands/index.ts'
import type { Command, CommandGroup } from './command.ts'
import { failure } from './terminal/failure.ts'
import { createTerminal, type Terminal } from './terminal/terminal.ts'

const introduction = `Faces that belong to nobody, and the GAN that makes them.

  facegan generate --count 16 --out faces.png   a sheet of sixteen faces
  facegan generate --seeds 0-35 --out faces     36 files; a seed is a face
  facegan interpolate --seeds 3,8 --out a.webp  from face to face, animated
  facegan verify face.png                       is it what its label claims?
  facegan setup                                 once, before training
  facegan train --data photos --out run         learn from your pictures
  facegan evaluate run --out report             how real, varied and new
  facegan judge run                             are they faces, and nobody's?
  facegan export run --out model                to ONNX, proved the same
  facegan convert model.json --out model.onnx   any tfjs layers model to ONNX
  facegan generate --model model --out new.png  faces from your own model
  facegan directions model                      what can be edited: smile, age
  facegan align photo.jpg --out faces           cut the faces out of photographs
  facegan recognize train people                who is who: a folder for each
  facegan recognize identify face.png           … and who is this?
  facegan models describe file.onnx             bring a generator from elsewhere
  facegan web-assets public/facegan             what a web page fetches
  facegan doctor                                what works on this machine
  facegan bench                                 how fast, by device and batch`

/**
 * Runs one command line.
 *
 * @param args without `node` and the script
 * @returns the exit code: 0 done, 1 failed, 2 wrong use
 */
export async function main(args: readonly string[], terminal: Terminal = createTerminal()): Promise<number> {
  const program = new Program('facegan')
    .description(introduction)
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .configureOutput({ writeOut: terminal.print, writeErr: terminal.note })
    .exitOverride()
  for (const command of commands) add(program, command, terminal)
  try {
    if (args.length === 0) {
      program.outputHelp()
      return 0
    }
    await program.parseAsync(args, { from: 'user' })
    await terminal.flush()
    return 0
  } catch (error) {
    terminal.settle()
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2 // commander has said why
    return failure(error, terminal)
  } finally {
    terminal.close()
  }
}

function add(program: Program, command: Command | CommandGroup, terminal: Terminal): void {
  const sub = program.command(command.name).description(command.summary)
  sub.helpOption('-h, --help', 'print this help')
  sub.addHelpText('after', `\nExamples:\n${command.examples.map((line) => `  ${line}`).join('\n')}\n`)
  if ('commands' in command) {
    sub.helpCommand(false)
    for (const inner of command.commands) add(sub, inner, terminal)
    return
  }
  for (const [name, help] of command.arguments ?? []) sub.argument(name, help)
  for (const { flags, help, choices, repeatable, required } of command.options) {
    const option = new Option(flags, help)
    if (choices) option.choices([...choices])
    if (repeatable) option.argParser((value: string, previous: string[] = []) => [...previous, value])
    if (required) option.makeOptionMandatory()
    sub.addOption(option)
  }
  sub.action(async (...given: unknown[]) => {
    const count = command.arguments?.length ?? 0
    const operands = given.slice(0, count).flat() as string[] // `<files...>` is an array
    const options = given[count] as Record<string, unknown>
    await command.run({ operands, options, terminal })
  })
}

function version(): string {
  return JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version
}
