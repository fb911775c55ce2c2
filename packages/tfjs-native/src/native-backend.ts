import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { TensorInfo, Tensor } from '@tensorflow/tfjs'
import { NativeBackendError } from './errors.ts'
import { loadAddon, type TfjsBinding } from './load-addon.ts'
import { locateNative } from './locate-native.ts'
import { VENDOR_ROOT, setupCommand } from './package-paths.ts'
import { quietTensorflow } from './quiet-tensorflow.ts'
import { tf } from './tf.ts'

const require = createRequire(import.meta.url)
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

/** One attribute of a TensorFlow operation; `type` is one of the binding's TF_ATTR_… numbers. */
export interface OpAttribute {
  readonly name: string
  readonly type: number
  readonly value: boolean | number | string | readonly number[]
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
}

let active: Promise<NativeBackendInfo> | undefined

/**
 * Makes libtensorflow the backend of `tf`. Call it before the first tensor is made; more calls
 * return the same answer.
 *
 * @throws NativeBackendError TFJS_NATIVE_NOT_SET_UP or TFJS_NATIVE_ADDON_LOAD
 */
export function useNativeBackend(): Promise<NativeBackendInfo> {
  active ??= start().catch((error: unknown) => {
    active = undefined // so that a setup in between can help
    throw error
  })
  return active
}

async function start(): Promise<NativeBackendInfo> {
  const installation = locateNative()
  if (!installation) {
    throw new NativeBackendError(
      'TFJS_NATIVE_NOT_SET_UP',
      'Native TensorFlow is not set up on this machine.',
      `Run: ${setupCommand()}`,
    )
  }
  return activateBackend(installation.addon)
}

/** Registers and selects the backend with one given addon. */
export async function activateBackend(addon: string): Promise<NativeBackendInfo> {
  quietTensorflow()
  const binding = loadAddon(addon)
  const dist = join(VENDOR_ROOT, 'dist')
  require(join(dist, 'register_all_kernels.js'))
  const { NodeJSKernelBackend } = require(join(dist, 'nodejs_kernel_backend.js'))
  // tf.io's file:// handlers, as tfjs-node registers them
  const { nodeFileSystemRouter } = require(join(dist, 'io/file_system.js'))
  tf.io.registerLoadRouter(nodeFileSystemRouter)
  tf.io.registerSaveRouter(nodeFileSystemRouter)
  tf.registerBackend(BACKEND, () => new NodeJSKernelBackend(binding, '@tensorflow/tfjs-node-gpu'), 3)
  await tf.setBackend(BACKEND)
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
