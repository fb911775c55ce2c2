import type { Tensor2D } from '@tensorflow/tfjs'
import { tensorflowBackend } from '../native-backend.ts'
import { assertSquare } from './assert-square.ts'
import { typeAttribute } from './native-op.ts'

/**
 * The lower triangular L of a positive definite x = L·Lᵀ, by TensorFlow. Only the lower triangle of x is read. Has no
 * gradient; needs the native backend. Where x is not positive definite the result has NaN in it.
 *
 * @param x [N,N]
 * @throws NativeBackendError TFJS_NATIVE_BAD_ARGUMENT, TFJS_NATIVE_NOT_SET_UP
 */
export function cholesky(x: Tensor2D): Tensor2D {
  assertSquare(x)
  const backend = tensorflowBackend()
  return backend.executeSingleOutput('Cholesky', [typeAttribute(backend)], [x]) as Tensor2D
}

/**
 * The X of L·X = b, or of Lᵀ·X = b.
 *
 * @param lower [N,N] L; what lies above its diagonal is not read
 * @param b [N,M]
 * @throws NativeBackendError TFJS_NATIVE_BAD_ARGUMENT, TFJS_NATIVE_NOT_SET_UP
 */
export function solveLower(lower: Tensor2D, b: Tensor2D, transposed = false): Tensor2D {
  assertSquare(lower)
  const backend = tensorflowBackend()
  const { TF_ATTR_BOOL } = backend.binding
  const attributes = [
    { name: 'lower', type: TF_ATTR_BOOL, value: true },
    { name: 'adjoint', type: TF_ATTR_BOOL, value: transposed },
    typeAttribute(backend),
  ]
  return backend.executeSingleOutput('MatrixTriangularSolve', attributes, [lower, b]) as Tensor2D
}
