import type { Tensor2D } from '@tensorflow/tfjs'
import { NativeBackendError } from '../errors.ts'

/** Throws TFJS_NATIVE_BAD_ARGUMENT. */
export function assertSquare({ shape }: Tensor2D): void {
  if (shape.length === 2 && shape[0] === shape[1]) return
  throw new NativeBackendError(
    'TFJS_NATIVE_BAD_ARGUMENT',
    `A matrix of shape [${shape.join(', ')}] is not square.`,
    'Give one of shape [N, N], such as a covariance.',
  )
}
