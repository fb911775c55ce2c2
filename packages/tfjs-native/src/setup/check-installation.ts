import { NativeBackendError } from '../errors.ts'
import type { NativeInstallation } from '../installation.ts'
import type { NativeBackendInfo } from '../native-backend.ts'
import { requirementsFile, setupCommand } from '../package-paths.ts'
import { type CommandOptions, lastLines, runCommand } from '../run-command.ts'
import { checkAddon } from './check-addon.ts'

/**
 * Prints what differs from the requirements file. A package may have several lines there, one for each
 * Python, and one whose lines all carry a marker may rightly be missing.
 */
const COMPARE = `
import importlib.metadata, re, sys
wanted, needed = {}, set()
for line in open(sys.argv[1]):
    pin = re.match(r"([\\w.-]+)==([^ ;\\\\]+)(.*)", line)
    if not pin: continue
    wanted.setdefault(pin[1], []).append(pin[2])
    if ";" not in pin[3]: needed.add(pin[1])
for name, versions in wanted.items():
    try: found = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError: found = None
    if found not in versions and (found or name in needed):
        print(f"{name} is {found or 'missing'}, not {' or '.join(versions)}")`

/**
 * Compares the Python environment with the versions that it was made from (somebody's `pip install`
 * may have replaced the TensorFlow that the addon was compiled against), then computes with the addon.
 *
 * @throws NativeBackendError TFJS_NATIVE_CHECK_FAILED
 */
export async function checkInstallation(
  { python, addon, accelerator, tensorflowVersion }: NativeInstallation,
  options: CommandOptions = {},
): Promise<NativeBackendInfo> {
  const fail = (message: string): never => {
    const hint = `Run: ${setupCommand(accelerator)}`
    throw new NativeBackendError('TFJS_NATIVE_CHECK_FAILED', message, hint)
  }
  const compared = await runCommand(python, ['-c', COMPARE, requirementsFile(accelerator)], options)
  if (compared?.code !== 0) fail(`${python} does not run.${compared ? `\n${lastLines(compared, 4)}` : ''}`)
  else if (compared.stdout) fail(`The Python environment was changed after setup:\n${lastLines(compared)}`)
  const info = await checkAddon(addon, options)
  if (info.tensorflowVersion !== tensorflowVersion)
    fail(
      `The addon was built for TensorFlow ${tensorflowVersion}, and loads TensorFlow ${info.tensorflowVersion}.`,
    )
  return info
}
