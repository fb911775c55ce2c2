import { FaceganError, messageOf } from '@facegan/core'
import { NativeBackendError, useNativeBackend, useWasmBackend } from '@facegan/tfjs-native'

/** What a run computes on: libtensorflow, or TensorFlow.js's WASM kernels where that cannot be had. */
export type TrainDevice = 'native' | 'wasm'

/** What may be asked for; `auto` is `native`, or `wasm` where native TensorFlow does not load. */
export const trainDevices = ['auto', 'native', 'wasm'] as const

/** In words, beside native TensorFlow on the same cores; `pnpm bench wasm-trainer` measures it. */
export const wasmSlowdown = 'about 10 times slower'

/** A device that computes now. */
export interface StartedDevice {
  readonly device: TrainDevice
  /** Of what computes, for the run's record. */
  readonly versions: Readonly<Record<string, string>>
}

/** None of the devices that a run may compute on works here. */
export class NoTrainingDeviceError extends FaceganError {
  constructor(native: NativeBackendError, wasm: unknown) {
    super(
      'FACEGAN_NO_DEVICE',
      `There is nothing to train on. Tried, in order:\n  native: ${inOneLine(native)}\n  wasm: ${inOneLine(wasm)}`,
      {
        hint: 'do what either line says; `native` is the fast one',
        cause: new AggregateError([native, wasm]),
      },
    )
  }
}

const inOneLine = (error: unknown) => messageOf(error).replaceAll('\n', ' ')

/**
 * Makes a device ready. More calls in a process get what the first one got.
 *
 * @param onMessage hears where `auto` had to take WASM, and why
 * @throws NativeBackendError where the device asked for does not work; NoTrainingDeviceError where none does
 */
export async function startDevice(
  device: (typeof trainDevices)[number],
  onMessage: (message: string, kind?: 'warning') => void,
): Promise<StartedDevice> {
  if (device === 'wasm') return startWasm()
  try {
    const { tensorflowVersion } = await useNativeBackend()
    return { device: 'native', versions: { tensorflow: tensorflowVersion } }
  } catch (error) {
    if (device === 'native' || !(error instanceof NativeBackendError)) throw error
    const started = await startWasm().catch((second: unknown) => {
      throw new NoTrainingDeviceError(error, second)
    })
    const [problem] = error.message.split('\n')
    const threads = Number(started.versions['wasmThreads'])
    onMessage(
      `${problem} Training on WASM (${threads} thread${threads === 1 ? '' : 's'}), ${wasmSlowdown}, in float32. ` +
        `For full speed: ${error.hint.replace('Run: ', '')}`,
      'warning',
    )
    return started
  }
}

async function startWasm(): Promise<StartedDevice> {
  const { version, threads } = await useWasmBackend()
  return { device: 'wasm', versions: { wasm: version, wasmThreads: String(threads) } }
}
