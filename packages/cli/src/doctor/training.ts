import type { Finding } from './finding.ts'

/** Whether `train` and `export` could run. */
export async function training(): Promise<Finding> {
  const subject = 'training'
  try {
    const { locateNative } = await import('@facegan/tfjs-native')
    const found = locateNative()
    if (!found) return { subject, ok: false, detail: 'TensorFlow is not set up', hint: 'run `facegan setup`' }
    const { tensorflowVersion, accelerator, home } = found
    return { subject, ok: true, detail: `TensorFlow ${tensorflowVersion} (${accelerator}) in ${home}` }
  } catch {
    const hint = 'run `npm install @facegan/trainer @facegan/tfjs-native @facegan/tfjs-to-onnx`'
    return { subject, ok: false, detail: 'the training packages are not installed', hint }
  }
}
