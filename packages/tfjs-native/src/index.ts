export { tf } from './tf.ts'
export { NativeBackendError, type NativeErrorCode } from './errors.ts'
export type { Accelerator, NativeInstallation } from './installation.ts'
export { locateNative } from './locate-native.ts'
export {
  tensorflowBackend,
  useNativeBackend,
  type NativeBackendInfo,
  type OpAttribute,
  type TensorflowBackend,
} from './native-backend.ts'
export type { TfjsBinding } from './load-addon.ts'
export { setup, type SetupOptions, type SetupResult, type SetupStep } from './setup/setup.ts'
export { NativeAdam, type AdamOptions, type NamedTensor } from './ops/native-adam.ts'
export { tfjsNode, type SummaryFileWriter, type TfjsNode } from './tfjs-node.ts'
export { statelessNormal, statelessUniform, type Seed } from './ops/stateless-random.ts'
