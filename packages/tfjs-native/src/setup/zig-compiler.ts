import { join } from 'node:path'
import { NativeBackendError } from '../errors.ts'
import { requirementsFile } from '../package-paths.ts'
import type { CommandOptions } from '../run-command.ts'
import type { Compiler } from './find-compiler.ts'
import { installLine } from './install-lines.ts'
import { type Environment, installRequirements } from './make-environment.ts'

/**
 * Where no C++ compiler is installed: zig's, which PyPI carries (80 MB to fetch). It builds its own
 * C++ library first, so the addon takes half a minute rather than five seconds.
 *
 * @param folder made here; may be removed once the addon is built
 * @throws NativeBackendError TFJS_NATIVE_NO_COMPILER
 */
export async function installZig(
  environment: Environment,
  folder: string,
  options: CommandOptions = {},
): Promise<Compiler> {
  try {
    await installRequirements(environment, requirementsFile('zig'), { ...options, target: folder })
  } catch (cause) {
    if (options.signal?.aborted) throw cause
    throw new NativeBackendError(
      'TFJS_NATIVE_NO_COMPILER',
      `No C++ compiler: neither g++ nor clang++ runs, and zig does not install from PyPI. ${(cause as Error).message}`,
      `Install one: ${installLine('compiler', options.env)}\nOr name one: CXX=/path/to/g++`,
      cause,
    )
  }
  return [join(folder, 'ziglang/zig'), 'c++', '-mcpu=baseline']
}
