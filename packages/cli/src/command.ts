import type { Terminal } from './terminal/terminal.ts'

/** One command as data; what it needs is imported inside `run`, so that a command never loads another's packages. */
export interface Command {
  readonly name: string
  readonly summary: string
  readonly examples: readonly string[]
  /** Operands: `<name>` required, `[name]` optional, `<names...>` one or more; with their help. */
  readonly arguments?: readonly (readonly [string, string])[]
  readonly options: readonly CommandOption[]
  run(invocation: Invocation): Promise<void>
}

/** Commands under one name, such as `facegan models list`. */
export interface CommandGroup {
  readonly name: string
  readonly summary: string
  readonly examples: readonly string[]
  readonly commands: readonly Command[]
}

export interface CommandOption {
  /** As commander reads it: `--out <path>`. */
  readonly flags: string
  readonly help: string
  readonly choices?: readonly string[]
  /** May be given several times; the value is an array. */
  readonly repeatable?: boolean
  readonly required?: boolean
}

export interface Invocation {
  readonly operands: readonly string[]
  readonly options: Readonly<Record<string, unknown>>
  readonly terminal: Terminal
}
