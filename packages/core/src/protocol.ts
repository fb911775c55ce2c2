import type { FaceNumbers } from './draw-faces.ts'
import type { GraphSignature } from './graph.ts'
import type { ModelManifest } from './manifest.ts'

/** What a page or a Node program says to its inference worker. `Settings` is what one runtime needs to open a session. */
export type WorkerRequest<Settings> =
  | { readonly id: number; readonly type: 'load'; readonly load: LoadRequest<Settings> }
  | ({ readonly id: number; readonly type: 'run'; readonly count: number } & FaceNumbers)

export interface LoadRequest<Settings> {
  readonly manifest: ModelManifest
  /** The generator's ONNX file; its buffer is transferred. */
  readonly model: Uint8Array<ArrayBuffer>
  readonly settings: Settings
}

/** What the worker answers; every request gets exactly one reply with its `id`. */
export type WorkerReply =
  | { readonly id: number; readonly type: 'loaded'; readonly graph: GraphSignature }
  /** RGBA levels [N,H,W,4]; the buffer is transferred. */
  | { readonly id: number; readonly type: 'pixels'; readonly pixels: Uint8ClampedArray<ArrayBuffer> }
  | { readonly id: number; readonly type: 'failed'; readonly message: string }

/** The few things that a `worker_threads` port and a browser `Worker` have in common. */
export interface Channel<Outgoing, Incoming> {
  post(message: Outgoing, transfer: ArrayBuffer[]): void
  onMessage(listener: (message: Incoming) => void): void
}

/** A channel to a thread that can die. */
export interface WorkerChannel<Settings> extends Channel<WorkerRequest<Settings>, WorkerReply> {
  /** Called when the thread ends without being asked to, or cannot start. */
  onCrash(listener: (cause: unknown) => void): void
  terminate(): Promise<void>
}
