import type { TensorInfo, Tensor } from '@tensorflow/tfjs'
import { NativeBackendError } from './errors.ts'
import { loadAddon, type OpAttribute, type TensorHandle, type TfjsBinding } from './load-addon.ts'
import { requireInstallation } from './locate-native.ts'
import { quietTensorflow } from './quiet-tensorflow.ts'
import { requireVendored } from './require-vendored.ts'
import { tf } from './tf.ts'

/** What tfjs calls the backend. */
export const BACKEND = 'tensorflow'

export interface NativeBackendInfo {
  /** For example `2.15.1`. */
  readonly tensorflowVersion: string
  /** What TensorFlow computes on: `cpu` also where the CUDA build finds no GPU. */
  readonly device: 'cpu' | 'gpu'
  /** Path of the loaded addon. */
  readonly addon: string
}

/** tfjs-node's backend, as far as we call it: any TensorFlow operation by its name. */
export interface TensorflowBackend {
  readonly binding: TfjsBinding
  executeSingleOutput(name: string, attributes: readonly OpAttribute[], inputs: readonly TensorInfo[]): Tensor
  executeMultipleOutputs(
    name: string,
    attributes: readonly OpAttribute[],
    inputs: readonly TensorInfo[],
    outputs: number,
  ): Tensor[]
  /** Handles of tensors, their values written to TensorFlow where they were not yet. */
  getInputTensorIds(tensors: readonly TensorInfo[]): number[]
  createOutputTensor(handle: TensorHandle): Tensor
}

let active: NativeBackendInfo | undefined

/**
 * Makes libtensorflow the backend of `tf`. Call it before the first tensor is made; more calls
 * return the same answer.
 *
 * @throws NativeBackendError TFJS_NATIVE_NOT_SET_UP, TFJS_NATIVE_BROKEN or TFJS_NATIVE_ADDON_LOAD
 */
export async function useNativeBackend(): Promise<NativeBackendInfo> {
  return startNativeBackend()
}

/** The same, done when it returns: what `import '@tensorflow/tfjs-node'` always did. */
export function startNativeBackend(): NativeBackendInfo {
  active ??= activateBackend(requireInstallation().addon)
  return active
}

/** Registers and selects the backend with one given addon. */
export function activateBackend(addon: string): NativeBackendInfo {
  quietTensorflow()
  const binding = loadAddon(addon)
  requireVendored('register_all_kernels.js')
  const { NodeJSKernelBackend } = requireVendored('nodejs_kernel_backend.js')
  // tf.io's file:// handlers, as tfjs-node registers them
  const { nodeFileSystemRouter } = requireVendored('io/file_system.js')
  tf.io.registerLoadRouter(nodeFileSystemRouter)
  tf.io.registerSaveRouter(nodeFileSystemRouter)
  // made here, since tfjs would turn an error of the factory into a warning
  const backend = new NodeJSKernelBackend(binding, '@tensorflow/tfjs-node-gpu')
  tf.registerBackend(BACKEND, () => backend, 3)
  // selects before it returns, because the factory is synchronous; the promise brings no news
  void tf.setBackend(BACKEND)
  return { tensorflowVersion: binding.TF_Version, device: binding.isUsingGpuDevice() ? 'gpu' : 'cpu', addon }
}

/** The running backend, for operations that tfjs has no name for. Throws TFJS_NATIVE_NOT_SET_UP. */
export function tensorflowBackend(): TensorflowBackend {
  if (tf.getBackend() !== BACKEND) {
    throw new NativeBackendError(
      'TFJS_NATIVE_NOT_SET_UP',
      `This operation needs the native backend, but the active one is ${tf.getBackend() || 'none'}.`,
      'Call `await useNativeBackend()` first.',
    )
  }
  return tf.backend() as unknown as TensorflowBackend
}
