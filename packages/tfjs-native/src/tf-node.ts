import type { node } from '../vendor/tfjs-node-gpu/dist/node.js'
import { tensorflowBackend } from './native-backend.ts'
import { requireVendored } from './require-vendored.ts'

/** All of tfjs-node's `tf.node`; documented at js.tensorflow.org/api_node. */
export type TfjsNode = typeof node

/** What tfjs-node calls `tf.node`. Throws TFJS_NATIVE_NOT_SET_UP before `useNativeBackend()`. */
export function tfjsNode(): TfjsNode {
  tensorflowBackend()
  return requireVendored('node.js').node
}
