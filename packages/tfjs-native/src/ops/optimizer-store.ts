import type { Tensor } from '@tensorflow/tfjs'
import type { OpAttribute, TfjsBinding } from '../load-addon.ts'

/** One update of one variable. */
export interface Update {
  /** The TensorFlow operation that does it, with its inputs behind the resources. */
  readonly operation: string
  readonly attributes?: (binding: TfjsBinding) => readonly OpAttribute[]
  readonly inputs: readonly (number | 'gradient')[]
  /** The same in JavaScript: changes the weights and what is remembered of each where they are. */
  readonly inPlace: (weights: Float32Array, gradient: Float32Array, ...memory: Float32Array[]) => void
}

/** What an optimizer remembers of its variables, and the hand that moves them: one on libtensorflow, one anywhere. */
export interface OptimizerStore {
  /** @param gradients by variable name; variables without one stay as they are */
  apply(update: Update, gradients: Readonly<Record<string, Tensor>>): void
  /** A copy, for the caller to dispose of. */
  read(kind: number, variable: number): Tensor
  /** @param value in the variable's shape; the caller's */
  write(kind: number, variable: number, value: Tensor): void
  dispose(): void
}
