import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs'
import { tensorflowBackend } from '../native-backend.ts'
import { assertSquare } from './assert-square.ts'
import { typeAttribute } from './native-op.ts'

/** x = vectors · diag(values) · vectorsᵀ. */
export interface SymmetricEigen {
  /** [N] ascending. */
  readonly values: Tensor1D
  /** [N,N] unit vectors, one a column; the sign of each is arbitrary. */
  readonly vectors: Tensor2D
}

/**
 * Eigenvalues and eigenvectors of a symmetric matrix, by TensorFlow's own solver: 760x760 takes .2 s. Only the lower
 * triangle is read. Values are exact to about the largest one times 1e-6, so small ones may come out negative. Has no
 * gradient; needs the native backend.
 *
 * @param x [N,N]
 * @throws NativeBackendError TFJS_NATIVE_BAD_ARGUMENT, TFJS_NATIVE_NOT_SET_UP
 */
export function symmetricEigen(x: Tensor2D): SymmetricEigen {
  assertSquare(x)
  const backend = tensorflowBackend()
  const computeVectors = { name: 'compute_v', type: backend.binding.TF_ATTR_BOOL, value: true }
  const attributes = [computeVectors, typeAttribute(backend)]
  const [values, vectors] = backend.executeMultipleOutputs('SelfAdjointEigV2', attributes, [x], 2)
  return { values: values as Tensor1D, vectors: vectors as Tensor2D }
}
