import { FaceganError } from '@facegan/core'

/** The inference worker's script could not be fetched or run: wrong address, or a content security policy. */
export class WorkerScriptError extends FaceganError {
  constructor(address: string, cause: unknown) {
    super('FACEGAN_WORKER_SCRIPT', `The inference worker did not start from ${address}.`, {
      hint:
        "let the bundler place it, or pass its address as `assets: { worker: { wasm } }`; it must be on the page's own " +
        "origin, and a content security policy must allow `worker-src 'self'` and `'wasm-unsafe-eval'`",
      cause,
    })
  }
}
