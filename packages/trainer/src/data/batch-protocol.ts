import type { StreamedPictures } from './batches.ts'

/** What the worker gets at its start. */
export interface StreamSettings {
  readonly pictures: StreamedPictures
  readonly seed: number
  readonly mirror: boolean
}

/** Asks for a batch. Answers come in the order of requests. */
export interface BatchRequest {
  readonly position: number
  readonly count: number
  /** Memory to fill, given away; without it the worker takes new. */
  readonly memory: Float32Array<ArrayBuffer> | undefined
}
