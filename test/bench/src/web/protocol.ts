/** Who draws, by the name in reports. */
export const contestants = ['facegan', 'bare ONNX Runtime Web', 'TensorFlow.js WASM'] as const
export type ContestantName = (typeof contestants)[number]
export const [ours, bare, tfjs] = contestants

/** As many threads as the SDK takes by itself, or one. */
export type Threads = 'all' | 'one'

/** One contestant's turn: the faces of the first seeds, over and over. */
export interface TurnRequest {
  readonly contestant: ContestantName
  readonly threads: Threads
  readonly batch: number
  /** How often, at least once. */
  readonly steps: number
}

/** What the page saw of itself in some time. */
export interface Watch {
  readonly milliseconds: number
  /** Between one animation frame and the next, in milliseconds. */
  readonly frameGaps: readonly number[]
  /** Tasks of 50 ms and more, in milliseconds. */
  readonly longTasks: readonly number[]
}

export interface Adapter {
  readonly name: string
  /** Drawn by the processor: right pixels, at no speed that says anything. */
  readonly software: boolean
}

/** What the page can be asked; all of it passes as JSON. */
export interface BenchPage {
  /** How many threads `'all'` are, and what is compared. Throws where the page is not cross-origin isolated. */
  about(): Promise<{ threads: number; versions: Record<string, string> }>
  /** @returns milliseconds of the steps, from the call to the last pixels in the page */
  turn(request: TurnRequest): Promise<number>
  /** RGBA of the faces of the first seeds, in base64. */
  pixelsOf(contestant: ContestantName, threads: Threads, count: number): Promise<string>
  /** Watches the page while so many faces are made. */
  watchWork(faces: number): Promise<Watch>
  /** Watches the page while nothing is done. */
  watchRest(milliseconds: number): Promise<Watch>
  adapter(): Promise<Adapter | undefined>
  /** As `pixelsOf`, by the SDK on WebGPU. */
  pixelsOnWebGpu(count: number): Promise<string>
  /** As `turn`, by the SDK on WebGPU. */
  turnOnWebGpu(request: Pick<TurnRequest, 'batch' | 'steps'>): Promise<number>
}
