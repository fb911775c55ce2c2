import { createRequire } from 'node:module'
import { NativeBackendError } from './errors.ts'
import { setupCommand } from './package-paths.ts'

const require = createRequire(import.meta.url)

/** One attribute of a TensorFlow operation; `type` is one of the binding's TF_ATTR_… numbers. */
export interface OpAttribute {
  readonly name: string
  readonly type: number
  readonly value: boolean | number | string | readonly number[]
}

/** A tensor on TensorFlow's side, of any of its types. */
export interface TensorHandle {
  readonly id: number
  readonly shape: readonly number[]
  /** TensorFlow's number for the type. */
  readonly dtype: number
}

/** What the compiled addon exports; the numbers are TensorFlow's own enum values. */
export interface TfjsBinding {
  readonly TF_Version: string
  readonly TF_FLOAT: number
  readonly TF_INT32: number
  readonly TF_RESOURCE: number
  readonly TF_ATTR_TYPE: number
  readonly TF_ATTR_FLOAT: number
  readonly TF_ATTR_BOOL: number
  readonly TF_ATTR_SHAPE: number
  readonly TF_ATTR_STRING: number
  readonly TF_ATTR_INT: number
  /** Runs one TensorFlow operation on tensors by their handles; the outputs' handles are the caller's to delete. */
  executeOp(
    name: string,
    attributes: readonly OpAttribute[],
    inputs: readonly number[],
    outputs: number,
  ): TensorHandle[]
  createTensor(
    shape: readonly number[],
    dtype: number,
    values: Float32Array | Int32Array | Uint8Array,
  ): number
  tensorDataSync(id: number): Float32Array | Int32Array | Uint8Array
  deleteTensor(id: number): void
  isUsingGpuDevice(): boolean
  /** @returns the number of the loaded graph */
  loadSavedModel(folder: string, tags: string): number
  deleteSavedModel(id: number): void
  getNumOfSavedModels(): number
  getNumOfTensors(): number
  /** Names are `operation:output`, separated by commas; the outputs' handles are the caller's to delete. */
  runSavedModel(
    id: number,
    inputs: readonly number[],
    inputNames: string,
    outputNames: string,
  ): TensorHandle[]
}

/** Loads `tfjs_binding.node` into this process. Throws TFJS_NATIVE_ADDON_LOAD. */
export function loadAddon(addon: string): TfjsBinding {
  try {
    return require(addon) as TfjsBinding
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split('\n')[0] : String(cause)
    throw new NativeBackendError(
      'TFJS_NATIVE_ADDON_LOAD',
      `The TensorFlow addon ${addon} does not load in Node ${process.version} ` +
        `(${process.platform} ${process.arch}, Node-API ${process.versions['napi'] ?? 'unknown'}, 8 needed): ${reason}`,
      `Run: ${setupCommand()}\nIt computes with what is there, and builds anew what does not.`,
      cause,
    )
  }
}
