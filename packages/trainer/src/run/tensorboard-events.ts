import { SummaryWriter } from '@facegan/tfjs-native'
import sharp from 'sharp'
import { cannotWrite } from './cannot-write.ts'
import type { EvaluationLine } from './run-evaluator.ts'
import type { LogLine } from './run-log.ts'

/** A flush waits for the disk; who watches does not mind a few seconds. */
const flushEveryMs = 5000

/** What TensorBoard shows of a run: curves of the log's numbers, and the grid of the same faces over time. */
export class TensorboardEvents {
  readonly #folder: string
  readonly #step: number
  #writer: SummaryWriter | undefined
  #flushedAt = performance.now()

  /** @param step at which this session goes on; of later ones TensorBoard forgets what it had */
  constructor(folder: string, step: number) {
    this.#folder = folder
    this.#step = step
  }

  /** @throws RunFolderError when events cannot be written */
  logged(line: LogLine, learningRates: { readonly generator: number; readonly discriminator: number }): void {
    this.#write((writer) =>
      writer.scalars(line.step, {
        'loss/generator': line.lossG,
        'loss/discriminator': line.lossD,
        'accuracy/real': line.accuracyReal,
        'accuracy/generated': line.accuracyFake,
        'learning_rate/generator': learningRates.generator,
        'learning_rate/discriminator': learningRates.discriminator,
        'speed/images_per_second': line.imagesPerSecond,
        'speed/kimg': line.kimg,
      }),
    )
    if (performance.now() - this.#flushedAt > flushEveryMs) this.flush()
  }

  evaluated({ step, kid, floor }: EvaluationLine): void {
    const scalars = {
      'evaluation/kid': kid.value,
      ...(floor ? { 'evaluation/kid_held_out': floor.value } : {}),
    }
    this.#write((writer) => writer.scalars(step, scalars))
  }

  /**
   * @param grid an encoded picture of any kind
   * @param distance of the faces in it, see `pairwiseDistance`
   */
  async sampled(step: number, grid: Buffer, distance: number): Promise<void> {
    const { data, info } = await sharp(grid).png().toBuffer({ resolveWithObject: true })
    this.#write((writer) => {
      writer.image(step, 'samples', data, info.width, info.height)
      writer.scalars(step, { 'samples/pairwise_distance': distance })
    })
    this.flush()
  }

  flush(): void {
    this.#flushedAt = performance.now()
    if (this.#writer) this.#write((writer) => writer.flush())
  }

  /** Never throws: what matters has been flushed. */
  close(): void {
    try {
      this.#writer?.close()
    } catch {
      // the disk is full, and an error that says so is on its way
    }
    this.#writer = undefined
  }

  #write(work: (writer: SummaryWriter) => void): void {
    try {
      if (!this.#writer) {
        this.#writer = new SummaryWriter(this.#folder)
        this.#writer.startSession(this.#step + 1)
      }
      work(this.#writer)
    } catch (error) {
      throw cannotWrite('The events for TensorBoard', this.#folder, error)
    }
  }
}
