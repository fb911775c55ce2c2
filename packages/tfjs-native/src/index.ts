export { tf } from './tf.ts'
export { NativeBackendError, type NativeErrorCode } from './errors.ts'
export { graphFunction, type GraphFunction } from './graph/graph-function.ts'
export type { TensorTree } from './graph/tensor-tree.ts'
export type { Accelerator, NativeInstallation } from './installation.ts'
export { locateNative } from './locate-native.ts'
export {
  tensorflowBackend,
  useNativeBackend,
  type NativeBackendInfo,
  type TensorflowBackend,
} from './native-backend.ts'
export type { OpAttribute, TensorHandle, TfjsBinding } from './load-addon.ts'
export { setup, type SetupOptions, type SetupResult, type SetupStep } from './setup/setup.ts'
export { batchNormTraining, portableBatchNormTraining, type NormalizedBatch } from './ops/batch-norm.ts'
export { bfloat16Conv2d, bfloat16Conv2dTranspose } from './ops/bfloat16-convolution.ts'
export { bfloat16Pays } from './ops/bfloat16-pays.ts'
export { biasAdd, portableBiasAdd } from './ops/bias-add.ts'
export { dropout, portableDropout } from './ops/dropout.ts'
export { leakyRelu, portableLeakyRelu } from './ops/leaky-relu.ts'
export { NativeAdam, type AdamOptions } from './ops/native-adam.ts'
export { NativeOptimizer, type NamedTensor } from './ops/native-optimizer.ts'
export { NativeRmsprop, type RmspropOptions } from './ops/native-rmsprop.ts'
export { NativeSgd, type SgdOptions } from './ops/native-sgd.ts'
export { portableTranslate, translate } from './ops/translate.ts'
export { SummaryWriter } from './summary-writer.ts'
export { tfjsNode, type TfjsNode } from './tf-node.ts'
export { seedTensor, statelessNormal, statelessUniform, type Seed } from './ops/stateless-random.ts'
