import { Mt19937 } from '@facegan/core'
import type { Dataset } from './dataset.ts'

/**
 * The endless, shuffled stream of a dataset's pictures as a function of (seed, position): a resumed run reads on where
 * the checkpoint stood. Epochs follow each other without a gap, so no picture is dropped at an epoch's end.
 */
export class PictureStream {
  readonly #dataset: Dataset
  readonly #seed: number
  readonly #mirror: boolean
  #epoch = -1
  #order = new Uint32Array(0)
  #mirrored = new Uint8Array(0)

  constructor(dataset: Dataset, seed: number, mirror: boolean) {
    this.#dataset = dataset
    this.#seed = seed
    this.#mirror = mirror
  }

  /** @returns [N,H,W,3] in [-1, 1], the `count` pictures from `position` on, as flat float32 */
  read(position: number, count: number): Float32Array {
    const { size, pixels, epoch } = this.#dataset
    const row = size * 3
    const batch = new Float32Array(count * size * row)
    for (let n = 0; n < count; n++) {
      this.#turnTo(Math.floor((position + n) / epoch.length))
      const shown = (position + n) % epoch.length
      const from = epoch[this.#order[shown]] * size * row
      const to = n * size * row
      const mirrored = this.#mirrored[shown] === 1
      for (let y = 0; y < size; y++) {
        for (let x = 0; x < size; x++) {
          const source = from + y * row + (mirrored ? size - 1 - x : x) * 3
          const target = to + y * row + x * 3
          for (let c = 0; c < 3; c++) batch[target + c] = pixels[source + c] / 127.5 - 1
        }
      }
    }
    return batch
  }

  /** Fisher-Yates from the epoch's own generator; then one more draw a picture decides whether it is mirrored. */
  #turnTo(epoch: number): void {
    if (epoch === this.#epoch) return
    const length = this.#dataset.epoch.length
    const random = new Mt19937((this.#seed + epoch * epochStride) >>> 0)
    const order = Uint32Array.from({ length }, (_, i) => i)
    for (let i = length - 1; i > 0; i--) {
      const j = Math.floor(random.double() * (i + 1))
      ;[order[i], order[j]] = [order[j], order[i]]
    }
    this.#order = order
    this.#mirrored = Uint8Array.from({ length }, () => (this.#mirror && random.double() < 0.5 ? 1 : 0))
    this.#epoch = epoch
  }
}

/** An odd number near 2^32 / golden ratio, so that neighbouring runs and epochs do not share generators. */
const epochStride = 2654435761
