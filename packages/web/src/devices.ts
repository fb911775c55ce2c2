/**
 * Where the network can run.
 *
 * | device | runs on | needs |
 * |---|---|---|
 * | webgpu | browsers with WebGPU, in a secure context | an adapter; a second, larger build of ONNX Runtime |
 * | wasm | every browser since 2023 | cross-origin isolation for more than one thread |
 */
export const concreteDevices = Object.freeze(['webgpu', 'wasm'] as const)
export type ConcreteDevice = (typeof concreteDevices)[number]

export const deviceNames = Object.freeze(['auto', ...concreteDevices] as const)
export type Device = (typeof deviceNames)[number]

/** Where `'auto'` starts: WASM needs no adapter and half the download, and runs wherever the rest of this package does. */
export const startDevice = 'wasm'
/** What it may move to, once a trial has shown that it is faster. */
export const fasterDevices: readonly ConcreteDevice[] = ['webgpu']

export interface Availability {
  readonly available: boolean
  /** What was found, or what is missing. */
  readonly detail: string
  /** How to get it, or more of it. */
  readonly hint?: string
  /** Why `'auto'` does not try it, though it works. */
  readonly unpromising?: string
}
