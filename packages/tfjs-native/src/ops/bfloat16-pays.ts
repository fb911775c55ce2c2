import { readFileSync } from 'node:fs'
import { tensorflowBackend } from '../native-backend.ts'

/**
 * Whether convolutions in bfloat16 are known to be faster here: on Intel processors with AMX. A fact about the
 * processor, not a measurement, so that it never changes between two runs on one machine.
 *
 * Processors with AVX512-BF16 alone and GPUs may gain as well; nobody has measured it, so the answer is no.
 *
 * @throws NativeBackendError TFJS_NATIVE_NOT_SET_UP before `useNativeBackend()`
 */
export function bfloat16Pays(): boolean {
  if (tensorflowBackend().binding.isUsingGpuDevice()) return false
  return hasAmx(processorFacts())
}

/** @param cpuinfo the text of Linux's /proc/cpuinfo */
export function hasAmx(cpuinfo: string): boolean {
  return /^flags\s*:.*\bamx_bf16\b/m.test(cpuinfo)
}

function processorFacts(): string {
  try {
    return readFileSync('/proc/cpuinfo', 'utf8')
  } catch {
    return '' // not Linux, or hidden by a sandbox
  }
}
