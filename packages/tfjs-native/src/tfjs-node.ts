/**
 * In place of `@tensorflow/tfjs-node`: all of tfjs, with `tf.node`, tfjs-node's `tf.io` and its progress
 * bar. Importing it registers and selects the native backend, synchronously.
 *
 * @throws NativeBackendError at import, where this machine is not set up; its last line is the cure
 * @module
 */
import tfjs from '@tensorflow/tfjs'
import type * as nodeIo from '../vendor/tfjs-node-gpu/dist/io/index.js'
import { startNativeBackend } from './native-backend.ts'
import { requireVendored } from './require-vendored.ts'
import { tfjsNode, type TfjsNode } from './tf-node.ts'

export * from '@tensorflow/tfjs'

startNativeBackend()

/** Pictures, SavedModel and TensorBoard: js.tensorflow.org/api_node. */
export const node: TfjsNode = tfjsNode()

export const io: typeof tfjs.io & typeof nodeIo = { ...tfjs.io, ...requireVendored('io/index.js') }

/** The version of each part of tfjs, and of tfjs-node itself. */
export const version: typeof tfjs.version & { readonly 'tfjs-node': string } = {
  ...tfjs.version,
  'tfjs-node': requireVendored('version.js').version,
}

// what model.fit() shows with `verbose: 1`, its default
tfjs.registerCallbackConstructor(1, requireVendored('callbacks.js').ProgbarLogger)

type TfjsNodeModule = Omit<typeof tfjs, 'io' | 'version'> & {
  readonly node: TfjsNode
  readonly io: typeof io
  readonly version: typeof version
}

/** For `import tf from`, which Node allows with tfjs-node too. */
const tfjsNodeModule: TfjsNodeModule = { ...tfjs, node, io, version }
export default tfjsNodeModule
