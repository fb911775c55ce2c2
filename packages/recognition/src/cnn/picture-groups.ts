import { Mt19937 } from '@facegan/core'
import { showPicture, type PictureAugmentation } from './augment-pictures.ts'

/** Pictures of one kind, so many of them in every batch. */
export interface PictureGroup {
  /** [N,size,size] grey levels. */
  readonly grey: Uint8Array
  /** [N] the class of each; -1 for pictures of nobody, whose target is spread evenly over `spread` classes. */
  readonly labels: Int32Array
  /** Pictures of this group in a batch. */
  readonly perBatch: number
}

/** What targets are made of. */
export interface TargetRule {
  readonly classes: number
  /** Pictures of nobody are spread over the first so many classes: those of real people. */
  readonly spread: number
  /** Share of a target that is spread evenly as well, in [0, 1). Szegedy et al. 2016, arXiv:1512.00567, section 7. */
  readonly smoothing: number
}

export interface PictureBatch {
  /** [B,size,size] */
  readonly pictures: Float32Array
  /** [B,classes], rows add up to 1. */
  readonly targets: Float32Array
  /** [B,classes] 1 at the class of a picture; nothing for pictures of nobody. */
  readonly own: Float32Array
}

/** Batches without end: each group goes through all its pictures in a new order before it repeats one. */
export function* pictureBatches(
  groups: readonly PictureGroup[],
  size: number,
  rule: TargetRule,
  augmentation: PictureAugmentation,
  seed: number,
): Generator<PictureBatch, never> {
  const random = new Mt19937(seed)
  const orders = groups.map(({ labels }) => endlessOrder(labels.length, random))
  const count = groups.reduce((sum, { perBatch }) => sum + perBatch, 0)
  const area = size * size
  const { classes, spread, smoothing } = rule
  for (;;) {
    const pictures = new Float32Array(count * area)
    const targets = new Float32Array(count * classes)
    const own = new Float32Array(count * classes)
    let row = 0
    groups.forEach(({ grey, labels, perBatch }, g) => {
      for (let i = 0; i < perBatch; i++, row++) {
        const index = orders[g].next().value
        const picture = grey.subarray(index * area, (index + 1) * area)
        showPicture(picture, size, augmentation, random, pictures.subarray(row * area, (row + 1) * area))
        const label = labels[index]
        const even = label < 0 ? 1 : smoothing
        targets.fill(even / spread, row * classes, row * classes + spread)
        if (label < 0) continue
        targets[row * classes + label] += 1 - smoothing
        own[row * classes + label] = 1
      }
    })
    yield { pictures, targets, own }
  }
}

function* endlessOrder(count: number, random: Mt19937): Generator<number, never> {
  const order = Int32Array.from({ length: count }, (_, i) => i)
  for (;;) {
    for (let i = count - 1; i > 0; i--) {
      const other = Math.floor(random.double() * (i + 1))
      const held = order[i]
      order[i] = order[other]
      order[other] = held
    }
    yield* order
  }
}
