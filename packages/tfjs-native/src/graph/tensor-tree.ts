import type { Tensor } from '@tensorflow/tfjs'
import { tf } from '../tf.ts'

/** Tensors by name, nested as one likes. */
export type TensorTree = Tensor | { readonly [name: string]: TensorTree }

/** In a fixed order. */
export function leavesOf(tree: TensorTree): Tensor[] {
  return tree instanceof tf.Tensor ? [tree] : Object.values(tree).flatMap(leavesOf)
}

/** A tree of the same form around other tensors, in the order of `leavesOf`. */
export function withLeaves<Tree extends TensorTree>(tree: Tree, tensors: readonly Tensor[]): Tree {
  const rest = tensors.values()
  const rebuild = (node: TensorTree): TensorTree =>
    node instanceof tf.Tensor
      ? rest.next().value!
      : Object.fromEntries(Object.entries(node).map(([name, child]) => [name, rebuild(child)]))
  return rebuild(tree) as Tree
}
