import { messageOf } from '@facegan/core'
import type { Finding } from './finding.ts'

/** Whether `train` and `export` could run. */
export async function training(): Promise<Finding> {
  const subject = 'training'
  try {
    const { locateNative } = await import('@facegan/tfjs-native')
    const found = locateNative()
    if (!found) return { subject, ok: false, detail: await withoutNative(), hint: 'run `facegan setup`' }
    const { tensorflowVersion, accelerator, home } = found
    return { subject, ok: true, detail: `TensorFlow ${tensorflowVersion} (${accelerator}) in ${home}` }
  } catch {
    const hint = 'run `npm install @facegan/trainer @facegan/tfjs-native @facegan/tfjs-to-onnx`'
    return { subject, ok: false, detail: 'the training packages are not installed', hint }
  }
}

/** What is left to train on; export has nothing. */
async function withoutNative(): Promise<string> {
  const { useWasmBackend } = await import('@facegan/tfjs-native')
  const { wasmSlowdown } = await import('@facegan/trainer')
  try {
    const { version, threads } = await useWasmBackend()
    return `TensorFlow is not set up: no export; training runs on WASM (tfjs ${version}, ${threads} threads), ${wasmSlowdown}`
  } catch (error) {
    return `TensorFlow is not set up, and WASM does not run either: ${messageOf(error).replaceAll('\n', ' ')}`
  }
}
