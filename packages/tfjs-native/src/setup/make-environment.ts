import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { NativeBackendError } from '../errors.ts'
import { type CommandOptions, type CommandResult, lastLines, runCommand } from '../run-command.ts'
import { findPython, type Python } from './find-python.ts'
import { installLine } from './install-lines.ts'

/** A virtual environment, and the way to install into it. */
export interface Environment {
  readonly python: string
  /** How it was made, for the log: `uv, Python from /usr/bin/python3.11`. */
  readonly origin: string
  readonly usesUv: boolean
}

/**
 * Makes a virtual environment in `folder`, with uv where it is on the PATH (it is faster, and brings
 * Python where there is none) and else with Python's own venv.
 *
 * @throws NativeBackendError TFJS_NATIVE_NO_PYTHON or TFJS_NATIVE_NO_VENV
 */
export async function makeEnvironment(folder: string, options: CommandOptions = {}): Promise<Environment> {
  const { python, refused } = await findPython(options)
  const failures: string[] = []
  const made = async (program: string, args: readonly string[]): Promise<boolean> => {
    await rm(folder, { recursive: true, force: true })
    const result = await runCommand(program, [...args, folder], options)
    if (result && result.code !== 0)
      failures.push(`${program} ${args.join(' ')} failed:\n${lastLines(result, 4)}`)
    return result?.code === 0
  }
  const environment = (origin: string, usesUv: boolean): Environment => ({
    python: join(folder, 'bin/python'),
    origin,
    usesUv,
  })

  const request = python?.executable ?? '3.11'
  if (await made('uv', ['venv', '--quiet', '--no-project', '--relocatable', '--seed', '--python', request])) {
    return environment(python ? `uv, ${python.executable}` : 'uv, with a Python of its own', true)
  }
  if (!python) throw noPython(refused, failures, options.env)
  if (python.hasVenv && (await made(python.executable, ['-m', 'venv']))) {
    return environment(python.executable, false)
  }
  throw noVenv(python, failures, options.env)
}

/**
 * Installs exactly what the requirements file lists, wheels only, each checked against its hash; into
 * the environment, or the folder `target`.
 *
 * @throws NativeBackendError TFJS_NATIVE_INSTALL_FAILED
 */
export async function installRequirements(
  { python, usesUv }: Environment,
  requirements: string,
  { target, ...options }: CommandOptions & { readonly target?: string } = {},
): Promise<void> {
  const strict = ['--quiet', '--require-hashes', '--no-deps', '--only-binary', ':all:', '-r', requirements]
  if (target !== undefined) strict.push('--target', target)
  const result = usesUv
    ? await runCommand('uv', ['pip', 'install', '--python', python, ...strict], options)
    : await runCommand(python, ['-m', 'pip', '--disable-pip-version-check', 'install', ...strict], options)
  if (result?.code === 0) return
  throw new NativeBackendError(
    'TFJS_NATIVE_INSTALL_FAILED',
    `Installing from PyPI failed:\n${lastLines(result ?? vanished)}`,
    'Check that PyPI can be reached (PIP_INDEX_URL, or UV_DEFAULT_INDEX with uv, names a mirror) ' +
      'and that 3 GB of disk are free, then run the setup again.',
  )
}

const vanished: CommandResult = { code: -1, stdout: '', stderr: 'the installer is no longer on the PATH' }

function noPython(refused: readonly string[], failures: readonly string[], env?: NodeJS.ProcessEnv): Error {
  const found = refused.length > 0 ? `Found: ${refused.join('; ')}.` : 'Found none on the PATH.'
  return new NativeBackendError(
    'TFJS_NATIVE_NO_PYTHON',
    [`TensorFlow 2.15.1 needs Python 3.10 or 3.11 (64-bit). ${found}`, ...failures].join('\n'),
    `Install it: ${installLine('python', env)}\nOr name one: TFJS_NATIVE_PYTHON=/path/to/python3.11`,
  )
}

function noVenv(python: Python, failures: readonly string[], env?: NodeJS.ProcessEnv): Error {
  const what = python.hasVenv ? 'cannot make a virtual environment' : 'lacks the modules venv and ensurepip'
  return new NativeBackendError(
    'TFJS_NATIVE_NO_VENV',
    [`${python.executable} (Python ${python.version}) ${what}.`, ...failures].join('\n'),
    `Install them: ${installLine('venv', env)}`,
  )
}
