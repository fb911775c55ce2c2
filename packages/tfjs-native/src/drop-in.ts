// All that `@tensorflow/tfjs-node` exports; importing it registers and selects the native backend, synchronously.
import { createRequire } from 'node:module'
import type * as tfjsModule from '@tensorflow/tfjs'
import type * as nodeIo from '../vendor/tfjs-node-gpu/dist/io/index.js'
import { startNativeBackend } from './native-backend.ts'
import { requireVendored } from './require-vendored.ts'
import { tfjsNode, type TfjsNode } from './tf-node.ts'

export * from '@tensorflow/tfjs'

startNativeBackend()

// without the names that Node adds to a CommonJS module that is imported
const tfjs: typeof tfjsModule = createRequire(import.meta.url)('@tensorflow/tfjs')

/** Pictures, SavedModel and TensorBoard: js.tensorflow.org/api_node. */
export const node: TfjsNode = tfjsNode()

export const io: typeof tfjsModule.io & typeof nodeIo = { ...tfjs.io, ...requireVendored('io/index.js') }

/** The version of each part of tfjs, and of tfjs-node itself. */
export const version: typeof tfjsModule.version & { readonly 'tfjs-node': string } = {
  ...tfjs.version,
  'tfjs-node': requireVendored('version.js').version,
}

// what model.fit() shows with `verbose: 1`, its default
tfjs.registerCallbackConstructor(1, requireVendored('callbacks.js').ProgbarLogger)

type TfjsNodeModule = Omit<typeof tfjsModule, 'io' | 'version'> & {
  readonly node: TfjsNode
  readonly io: typeof io
  readonly version: typeof version
}

/** For `import tf from`, which Node allows with tfjs-node too. */
const tfjsNodeModule: TfjsNodeModule = { ...tfjs, node, io, version }
export default tfjsNodeModule
