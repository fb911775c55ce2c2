import * as v from 'valibot'
import type { StepMetrics } from '../gan.ts'
import type { LogLine } from './run-log.ts'

export const windowSchema = v.object({
  steps: v.number(),
  images: v.number(),
  seconds: v.number(),
  lossG: v.number(),
  lossD: v.number(),
  accuracyReal: v.number(),
  accuracyFake: v.number(),
})

/** Sums over the steps since the last log line. */
type WindowSums = Readonly<v.InferOutput<typeof windowSchema>>

export const emptyWindow: WindowSums = {
  steps: 0,
  images: 0,
  seconds: 0,
  lossG: 0,
  lossD: 0,
  accuracyReal: 0,
  accuracyFake: 0,
}

/** Running means between two log lines. */
export class StepWindow {
  readonly #begunAt: number
  #sums: WindowSums

  /**
   * @param begunAt in seconds, on any clock
   * @param sums of an interrupted window to go on with
   */
  constructor(begunAt: number, sums: WindowSums = emptyWindow) {
    this.#begunAt = begunAt
    this.#sums = sums
  }

  get steps(): number {
    return this.#sums.steps
  }

  add({ lossG, lossD, accuracyReal, accuracyFake }: StepMetrics, images: number): void {
    const sums = this.#sums
    this.#sums = {
      steps: sums.steps + 1,
      images: sums.images + images,
      seconds: sums.seconds,
      lossG: sums.lossG + lossG,
      lossD: sums.lossD + lossD,
      accuracyReal: sums.accuracyReal + accuracyReal,
      accuracyFake: sums.accuracyFake + accuracyFake,
    }
  }

  /** What a checkpoint keeps. @param now on the clock of `begunAt` */
  sums(now: number): WindowSums {
    return { ...this.#sums, seconds: this.#sums.seconds + now - this.#begunAt }
  }

  /** @param now on the clock of `begunAt` */
  summarize(now: number): Omit<LogLine, 'step' | 'kimg' | 'seconds'> {
    const { steps, images, seconds, ...metrics } = this.sums(now)
    const mean = (sum: number) => Number((sum / steps).toPrecision(7)) // float32 holds no more
    return {
      imagesPerSecond: Number((images / seconds).toPrecision(4)),
      lossG: mean(metrics.lossG),
      lossD: mean(metrics.lossD),
      accuracyReal: mean(metrics.accuracyReal),
      accuracyFake: mean(metrics.accuracyFake),
    }
  }
}
