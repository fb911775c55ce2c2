/** Where a run ends: at the first of these. With none given, after `defaultKimg`. */
export interface Limits {
  /** Wall time of this session. */
  readonly minutes?: number | undefined
  /** Thousands of pictures seen, over all sessions. */
  readonly kimg?: number | undefined
  /** Passes over the pictures, over all sessions. */
  readonly epochs?: number | undefined
}

const defaultKimg = 1000

/** What a run may use up, in pictures and in seconds of this session. */
export class Budget {
  readonly #images: number
  readonly #seconds: number

  /** @param epochLength pictures that an epoch shows */
  constructor({ minutes, kimg, epochs }: Limits, epochLength: number) {
    const unlimited = minutes === undefined && kimg === undefined && epochs === undefined
    const fromKimg = (kimg ?? (unlimited ? defaultKimg : Infinity)) * 1000
    this.#images = Math.min(fromKimg, (epochs ?? Infinity) * epochLength)
    this.#seconds = (minutes ?? Infinity) * 60
  }

  isSpent(imagesSeen: number, seconds: number): boolean {
    return imagesSeen >= this.#images || seconds >= this.#seconds
  }

  /** How much of it is used, in [0, 1]. */
  share(imagesSeen: number, seconds: number): number {
    return Math.min(1, Math.max(imagesSeen / this.#images, seconds / this.#seconds))
  }

  secondsLeft(imagesSeen: number, seconds: number, imagesPerSecond: number): number {
    const forImages = (this.#images - imagesSeen) / imagesPerSecond
    return Math.max(0, Math.min(forImages, this.#seconds - seconds))
  }
}
