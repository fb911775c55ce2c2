import type { ConcreteDevice } from './devices.ts'

/** Where the parts that are fetched at run time lie, for pages whose bundler does not place them by itself. */
export interface AssetOptions {
  /**
   * Addresses of this package's `wasm-worker.js` and `webgpu-worker.js`, each bundled with what it imports, on the
   * page's own origin. @default found by the bundler
   */
  readonly worker?: Readonly<Partial<Record<ConcreteDevice, string | URL>>> | undefined
  /** Folder that holds ONNX Runtime's `ort-wasm-simd-threaded*.wasm`. @default found by the bundler */
  readonly wasm?: string | URL | undefined
  /** Folder of the built-in model. @default found by the bundler */
  readonly model?: string | URL | undefined
}
