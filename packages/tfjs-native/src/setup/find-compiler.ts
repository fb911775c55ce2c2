import { type CommandOptions, runCommand } from '../run-command.ts'

/** A C++17 compiler as a command line: program, then the arguments that always come first. */
export type Compiler = readonly [program: string, ...args: string[]]

const CANDIDATES = ['g++', 'clang++', 'c++']

/** The first C++ compiler on the PATH that answers `--version`; `CXX` comes before the others. */
export async function findCompiler({ env = process.env, ...options }: CommandOptions = {}): Promise<
  Compiler | undefined
> {
  const chosen = env['CXX']?.trim().split(/\s+/) ?? []
  const candidates = [...(chosen[0] ? [chosen] : []), ...CANDIDATES.map((name) => [name])]
  for (const [program, ...args] of candidates) {
    const result = await runCommand(program!, [...args, '--version'], { env, ...options })
    if (result?.code === 0) return [program!, ...args]
  }
  return undefined
}
