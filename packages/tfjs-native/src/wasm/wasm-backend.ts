import type { DataType, KernelBackend, TensorInfo } from '@tensorflow/tfjs'
import { tf } from '../tf.ts'
import type { WasmModule } from './load-module.ts'

/** What tfjs calls the backend. */
export const WASM_BACKEND = 'wasm'

/** tfjs's backend, as far as we reach into it. */
export interface WasmBackend extends KernelBackend {
  readonly wasm: WasmModule
  makeOutput(shape: readonly number[], dtype: DataType): TensorInfo
  /** The values themselves; no longer valid once something is allocated. */
  typedArrayFromHeap(tensor: TensorInfo): Float32Array | Int32Array | Uint8Array
}

/** The running backend. Throws where another one is active. */
export function wasmBackend(): WasmBackend {
  if (!isWasm()) throw new Error('the WASM backend is not active')
  return tf.backend() as unknown as WasmBackend
}

export function isWasm(): boolean {
  return tf.getBackend() === WASM_BACKEND
}
