import { Mt19937 } from '@facegan/core'
import type { Dataset } from './dataset.ts'

/** What a stream shows. */
export type StreamedPictures = Pick<Dataset, 'size' | 'pixels' | 'epoch'>

/** Level to [-1, 1]. */
const scaled = Float32Array.from({ length: 256 }, (_, level) => level / 127.5 - 1)

/**
 * The endless, shuffled stream of a dataset's pictures as a function of (seed, position): a resumed run reads on where
 * the checkpoint stood. Epochs follow each other without a gap, so no picture is dropped at an epoch's end.
 */
export class PictureStream {
  readonly #pictures: StreamedPictures
  readonly #seed: number
  readonly #mirror: boolean
  #epoch = -1
  #order = new Uint32Array(0)
  #mirrored = new Uint8Array(0)

  constructor(pictures: StreamedPictures, seed: number, mirror: boolean) {
    this.#pictures = pictures
    this.#seed = seed
    this.#mirror = mirror
  }

  /**
   * @param into filled and returned; a new array when left out
   * @returns [N,H,W,3] in [-1, 1], the `count` pictures from `position` on, as flat float32
   */
  read(
    position: number,
    count: number,
    into = new Float32Array(count * this.#pictures.size ** 2 * 3),
  ): Float32Array<ArrayBuffer> {
    const { size, pixels, epoch } = this.#pictures
    const row = size * 3
    const length = size * row
    for (let n = 0; n < count; n++) {
      this.#turnTo(Math.floor((position + n) / epoch.length))
      const shown = (position + n) % epoch.length
      const from = epoch[this.#order[shown]] * length
      const to = n * length
      if (this.#mirrored[shown] === 0) {
        for (let i = 0; i < length; i++) into[to + i] = scaled[pixels[from + i]]
        continue
      }
      for (let left = 0; left < length; left += row) {
        for (let x = 0; x < row; x += 3) {
          const source = from + left + row - 3 - x
          const target = to + left + x
          for (let c = 0; c < 3; c++) into[target + c] = scaled[pixels[source + c]]
        }
      }
    }
    return into
  }

  /** Fisher-Yates from the epoch's own generator; then one more draw a picture decides whether it is mirrored. */
  #turnTo(epoch: number): void {
    if (epoch === this.#epoch) return
    const length = this.#pictures.epoch.length
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
