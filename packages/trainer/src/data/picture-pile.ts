import { PictureBuffer } from './picture-buffer.ts'

/** Decoded pictures, packed in memory that threads can share: 3 KB each at 32x32, 12 KB at 64x64. */
export interface PictureSet {
  readonly count: number
  /** [count,H,W,3] levels. */
  readonly pixels: Uint8Array
  /** Where each picture came from: an index into the sources. */
  readonly sourceIndices: Uint32Array
  /** Each picture's path inside its source. */
  readonly names: readonly string[]
}

/** Where a picture came from, and as the how manieth of all files it was read. */
export interface Origin {
  readonly name: string
  readonly sourceIndex: number
  readonly position: number
}

/** A picture set while it grows. */
export class PicturePile {
  readonly #size: number
  readonly #buffer: PictureBuffer
  readonly #origins: Origin[] = []

  /** @param size side of a picture in pixels */
  constructor(size: number) {
    this.#size = size
    this.#buffer = new PictureBuffer(size)
  }

  get count(): number {
    return this.#origins.length
  }

  /** @param picture [size,size,3] levels; copied */
  add(picture: Uint8Array, origin: Origin): void {
    this.#buffer.push(picture)
    this.#origins.push(origin)
  }

  /** Both piles as one, in the order in which the files were read. */
  with(other: PicturePile): PicturePile {
    const all = new PicturePile(this.#size)
    const pictures = [...this.#pictures(), ...other.#pictures()]
    for (const { picture, origin } of pictures.toSorted((a, b) => a.origin.position - b.origin.position))
      all.add(picture, origin)
    return all
  }

  /** The set as it is now, without copying pixels. */
  set(): PictureSet {
    return {
      count: this.count,
      pixels: this.#buffer.pixels(),
      sourceIndices: Uint32Array.from(this.#origins, ({ sourceIndex }) => sourceIndex),
      names: this.#origins.map(({ name }) => name),
    }
  }

  *#pictures(): Generator<{ picture: Uint8Array; origin: Origin }> {
    const pixels = this.#buffer.pixels()
    const length = this.#size * this.#size * 3
    for (const [i, origin] of this.#origins.entries())
      yield { picture: pixels.subarray(i * length, (i + 1) * length), origin }
  }
}
