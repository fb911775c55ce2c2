import { NativeBackendError } from '../errors.ts'
import type { NativeBackendInfo } from '../native-backend.ts'
import { CHECK_SCRIPT, setupCommand } from '../package-paths.ts'
import { type CommandOptions, lastLines, runCommand } from '../run-command.ts'

/**
 * Loads the addon in a process of its own (a bad one can take its process down) and has it compute a
 * convolution and its gradients against known numbers.
 *
 * @throws NativeBackendError TFJS_NATIVE_CHECK_FAILED
 */
export async function checkAddon(addon: string, options: CommandOptions = {}): Promise<NativeBackendInfo> {
  const result = await runCommand(process.execPath, [CHECK_SCRIPT, addon], options)
  if (result?.code === 0) return JSON.parse(result.stdout.trim().split('\n').at(-1)!) as NativeBackendInfo
  throw new NativeBackendError(
    'TFJS_NATIVE_CHECK_FAILED',
    `The addon ${addon} does not compute in Node ${process.version}:\n` +
      (result ? `${lastLines(result)}\n  (exit code ${result.code})` : '  Node itself cannot be started'),
    `Run: ${setupCommand()}\nIt builds anew what does not compute. TF_CPP_MIN_LOG_LEVEL=0 shows TensorFlow's own log.`,
  )
}
