/**
 * In place of `@tensorflow/tfjs-node`: all of tfjs, with `tf.node`, tfjs-node's `tf.io` and its progress
 * bar. Importing it registers and selects the native backend, synchronously.
 *
 * @throws NativeBackendError at import, where this machine is not set up; its last line is the cure
 * @module
 */
export * from './drop-in.ts'
export { default } from './drop-in.ts'
// what require() gives from Node 23 on; without it the star would hand on tfjs's own
export * as 'module.exports' from './drop-in.ts'
