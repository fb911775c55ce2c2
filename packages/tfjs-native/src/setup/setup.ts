import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { NativeBackendError } from '../errors.ts'
import {
  ADDON_PATH,
  PYTHON_PATH,
  RECORD_FILE,
  type Accelerator,
  type InstallationRecord,
  type NativeInstallation,
} from '../installation.ts'
import { inspectInstallation } from '../locate-native.ts'
import { installationFolder, nativeHome } from '../native-home.ts'
import { requirementsFile } from '../package-paths.ts'
import { runCommand } from '../run-command.ts'
import { buildAddon } from './build-addon.ts'
import { checkAddon } from './check-addon.ts'
import { checkInstallation } from './check-installation.ts'
import { findCompiler } from './find-compiler.ts'
import { installRequirements, makeEnvironment } from './make-environment.ts'
import { assertSupportedPlatform, thisHost } from './platform.ts'
import { withLock } from './setup-lock.ts'
import { installZig } from './zig-compiler.ts'

export interface SetupOptions {
  /** The CPU wheel, or the one with CUDA 12.2 libraries. @default 'cpu' */
  readonly accelerator?: Accelerator
  /** Folder of installations. @default TFJS_NATIVE_HOME, else `tfjs-native` in the user's cache */
  readonly home?: string
  /** Gets one line for each step. @default silent */
  readonly log?: (line: string) => void
  /** Stops between and inside the steps; what was begun is removed. */
  readonly signal?: AbortSignal
}

export interface SetupStep {
  readonly name: string
  readonly seconds: number
}

export interface SetupResult extends NativeInstallation {
  /** False where it was there already. */
  readonly created: boolean
  readonly steps: readonly SetupStep[]
}

/**
 * Makes the Python environment and compiles the addon, once; later calls find it, compute with it and
 * return, or build it anew where it is damaged. A run that is killed leaves a folder that the next one
 * sweeps away; of two at once the second waits.
 *
 * @throws NativeBackendError with what to install, for everything that can be missing
 */
export async function setup(options: SetupOptions = {}): Promise<SetupResult> {
  const { accelerator = 'cpu', log = () => {}, signal } = options
  signal?.throwIfAborted()
  const home = options.home === undefined ? nativeHome() : resolve(options.home)
  assertSupportedPlatform(accelerator, thisHost())
  const before = await findWorking(home, accelerator, signal)
  if (before.found) return alreadyThere(before.found, log)

  await makeHome(home)
  const folder = installationFolder(home, accelerator)
  const onWait = (): void => log('Another setup is at work here; waiting for it …')
  const locking = signal ? { onWait, signal } : { onWait }
  const work = async (): Promise<SetupResult> => {
    // whoever held the lock may have finished it
    const { found, problem } = await findWorking(home, accelerator, signal)
    if (found) return alreadyThere(found, log)
    if (problem) log(`What is there does not work and is built anew. ${problem}`)
    return build(folder, accelerator, log, signal)
  }
  return withLock(folder, work, locking)
}

/** The installation if it is whole and computes; else what is wrong, if there is one at all. */
async function findWorking(
  home: string,
  accelerator: Accelerator,
  signal?: AbortSignal,
): Promise<{ readonly found?: NativeInstallation; readonly problem?: string }> {
  const state = inspectInstallation(home, accelerator)
  if (state.status === 'absent') return {}
  if (state.status === 'broken') return { problem: state.problem }
  try {
    await checkInstallation(state.installation, signal ? { signal } : {})
    return { found: state.installation }
  } catch (error) {
    if (!(error instanceof NativeBackendError)) throw error // stopped by the signal
    return { problem: error.message.slice(0, -error.hint.length - 1) }
  }
}

function alreadyThere(installation: NativeInstallation, log: (line: string) => void): SetupResult {
  log(`Already there, and computes: ${installation.home}`)
  return { ...installation, created: false, steps: [] }
}

async function build(
  folder: string,
  accelerator: Accelerator,
  log: (line: string) => void,
  signal?: AbortSignal,
): Promise<SetupResult> {
  await sweepPartials(folder)
  const partial = `${folder}.${process.pid}.partial`
  const options = signal ? { signal } : {}
  const { steps, step } = stepTimer(log)
  log(`Setting up native TensorFlow (${accelerator}) in ${folder}`)
  try {
    await mkdir(partial)
    const environment = await step('Python environment', () =>
      makeEnvironment(join(partial, 'python'), options),
    )
    log(`  made with ${environment.origin}`)
    await step(`TensorFlow and the exporter's packages from PyPI`, () =>
      installRequirements(environment, requirementsFile(accelerator), options),
    )
    const compiler =
      (await findCompiler(options)) ??
      (await step('C++ compiler, zig from PyPI since none is installed', () =>
        installZig(environment, join(partial, 'zig'), options),
      ))
    const { tensorflow, pythonVersion } = await askEnvironment(environment.python, signal)
    const addon = join(partial, ADDON_PATH)
    await step(`addon, compiled with ${basename(compiler[0])}`, () =>
      buildAddon(compiler, tensorflow, addon, options),
    )
    await rm(join(partial, 'zig'), { recursive: true, force: true })
    const info = await step('check: convolution and gradients', () => checkAddon(addon, options))
    const record: InstallationRecord = {
      tensorflowVersion: info.tensorflowVersion,
      accelerator,
      pythonVersion,
      addonBytes: (await stat(addon)).size,
      checkedAt: new Date().toISOString(),
    }
    await writeFile(join(partial, RECORD_FILE), `${JSON.stringify(record, null, 2)}\n`)
    // a damaged installation may be in its place
    await rm(folder, { recursive: true, force: true })
    await rename(partial, folder)
    log(`Done: TensorFlow ${info.tensorflowVersion} on ${info.device}, Python ${pythonVersion}`)
    return {
      home: folder,
      python: join(folder, PYTHON_PATH),
      addon: join(folder, ADDON_PATH),
      tensorflowVersion: info.tensorflowVersion,
      accelerator,
      created: true,
      steps,
    }
  } finally {
    await rm(partial, { recursive: true, force: true })
  }
}

/** Where pip put TensorFlow; found without importing it, which would take seconds. */
async function askEnvironment(
  python: string,
  signal?: AbortSignal,
): Promise<{ tensorflow: string; pythonVersion: string }> {
  const script = `import importlib.util, platform
print(importlib.util.find_spec("tensorflow").submodule_search_locations[0])
print(platform.python_version())`
  const result = await runCommand(python, ['-c', script], signal ? { signal } : {})
  const [tensorflow, pythonVersion] = result?.stdout.split('\n') ?? []
  if (!tensorflow || !pythonVersion) throw new Error(`no TensorFlow in the environment of ${python}`)
  return { tensorflow, pythonVersion }
}

/** Removes what runs that were killed left behind; the caller holds the lock. */
async function sweepPartials(folder: string): Promise<void> {
  const home = dirname(folder)
  const left = (await readdir(home)).filter(
    (name) => name.startsWith(`${basename(folder)}.`) && name.endsWith('.partial'),
  )
  await Promise.all(left.map((name) => rm(join(home, name), { recursive: true, force: true, maxRetries: 3 })))
}

async function makeHome(home: string): Promise<void> {
  try {
    await mkdir(home, { recursive: true })
  } catch (cause) {
    throw new NativeBackendError(
      'TFJS_NATIVE_HOME_NOT_WRITABLE',
      `The folder for the installation cannot be made: ${home} (${(cause as Error).message})`,
      'Name another one with TFJS_NATIVE_HOME, for setup and for every later use.',
      cause,
    )
  }
}

type Step = <T>(name: string, work: () => Promise<T>) => Promise<T>

function stepTimer(log: (line: string) => void): { steps: SetupStep[]; step: Step } {
  const steps: SetupStep[] = []
  const step: Step = async (name, work) => {
    log(`  ${name} …`)
    const start = performance.now()
    const result = await work()
    const seconds = (performance.now() - start) / 1000
    steps.push({ name, seconds })
    log(`  ${name}: ${seconds.toFixed(1)} s`)
    return result
  }
  return { steps, step }
}
