import { type CommandOptions, runCommand } from '../run-command.ts'

export interface Python {
  /** As `sys.executable` gives it. */
  readonly executable: string
  /** For example `3.11.7`. */
  readonly version: string
  /** Whether it can make a virtual environment with pip (Debian packages that apart). */
  readonly hasVenv: boolean
}

export interface PythonSearch {
  readonly python: Python | undefined
  /** One line on each candidate that was refused: `python3 is 3.12.4`. */
  readonly refused: readonly string[]
}

/** 3.11 first: it is the faster one; TensorFlow 2.15.1 has no wheel for 3.12. */
const CANDIDATES = ['python3.11', 'python3.10', 'python3', 'python']
const SUPPORTED = /^3\.1[01]\./

const PROBE = `
import importlib.util, json, platform, sys
print(json.dumps({
  "executable": sys.executable,
  "version": platform.python_version(),
  "implementation": platform.python_implementation(),
  "bits": sys.maxsize.bit_length() + 1,
  "hasVenv": all(importlib.util.find_spec(m) for m in ("venv", "ensurepip")),
}))`

interface Probe extends Python {
  readonly implementation: string
  readonly bits: number
}

/**
 * Finds Python 3.10 or 3.11 (CPython, 64 bits) by running each candidate on the PATH. One that can
 * make virtual environments wins over one that cannot. `TFJS_NATIVE_PYTHON` names the only candidate.
 */
export async function findPython({
  env = process.env,
  ...options
}: CommandOptions = {}): Promise<PythonSearch> {
  const refused: string[] = []
  let withoutVenv: Python | undefined
  for (const candidate of env['TFJS_NATIVE_PYTHON'] ? [env['TFJS_NATIVE_PYTHON']] : CANDIDATES) {
    const result = await runCommand(candidate, ['-c', PROBE], { env, ...options })
    if (!result) continue
    const probe = parseProbe(result.stdout)
    // a pyenv shim, for one, is there for versions that are not switched on
    if (!probe) refused.push(`${candidate} does not run (exit code ${result.code})`)
    else if (!SUPPORTED.test(probe.version)) refused.push(`${candidate} is ${probe.version}`)
    else if (probe.implementation !== 'CPython') refused.push(`${candidate} is ${probe.implementation}`)
    else if (probe.bits !== 64) refused.push(`${candidate} is a ${probe.bits}-bit Python`)
    else if (probe.hasVenv) return { python: probe, refused }
    else withoutVenv ??= probe
  }
  return { python: withoutVenv, refused }
}

function parseProbe(stdout: string): Probe | undefined {
  try {
    return JSON.parse(stdout) as Probe
  } catch {
    return undefined
  }
}
