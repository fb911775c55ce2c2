import { DataError } from '../errors.ts'

/** The most that one array can hold in any supported Node. Only address space is taken before pictures come. */
const mostBytes = 2 ** 32
const growBytes = 8 * 2 ** 20

/** Pictures packed one behind the other while they come, in memory that worker threads can share. */
export class PictureBuffer {
  readonly #memory = new SharedArrayBuffer(0, { maxByteLength: mostBytes })
  readonly #size: number
  #bytes = 0

  /** @param size side of a picture in pixels */
  constructor(size: number) {
    this.#size = size
  }

  get count(): number {
    return this.#bytes / (this.#size * this.#size * 3)
  }

  /** @param picture [size,size,3] levels; copied. @throws DataError when there is no room for it */
  push(picture: Uint8Array): void {
    const end = this.#bytes + picture.length
    if (end > this.#memory.byteLength) this.#grow(end)
    new Uint8Array(this.#memory, this.#bytes, picture.length).set(picture)
    this.#bytes = end
  }

  /** [count,H,W,3], without copying. */
  pixels(): Uint8Array<SharedArrayBuffer> {
    return new Uint8Array(this.#memory, 0, this.#bytes)
  }

  #grow(needed: number): void {
    try {
      this.#memory.grow(Math.max(needed, Math.min(mostBytes, this.#memory.byteLength + growBytes)))
    } catch (error) {
      throw new DataError(
        `There is no room in memory for more than ${this.count} pictures of ${this.#size}x${this.#size}.`,
        'train on fewer pictures, or on smaller ones',
        error,
      )
    }
  }
}
