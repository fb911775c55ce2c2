import type { LogLine } from './run-log.ts'

/** Log lines in a row, 20 steps each, before D counts as saturated: a GAN may look so for a while. */
const linesInARow = 50
const saturatedAccuracy = 0.995
const vanishedLoss = 0.01
/** Training time before the same is said again, in seconds. */
const quietSeconds = 30 * 60
/** An untrained generator draws nearly the same picture always: no news before so many thousand pictures. */
const warmUpKimg = 50
/** Healthy generators keep 0.8 to 1 of the real distance; averaged weights a little less. */
const shareOfReal = 0.3
/** Early noise may spread wider than faces do, so its loss counts only below the real distance. */
const shareOfBest = 0.5
const shareOfRealThen = 0.7

type Kind = 'D-right' | 'D-loss' | 'alike'

/** How varied the sample grid was at a checkpoint. */
export interface GridSpread {
  readonly step: number
  /** Thousands of real pictures that D has seen. */
  readonly kimg: number
  /** Training time so far, over all sessions. */
  readonly seconds: number
  /** Of the sample faces, as `pairwiseDistance` gives it. */
  readonly distance: number
}

/**
 * Looks for the ways in which a GAN dies while its losses are still numbers: a discriminator that is always right and
 * teaches nothing any more, and a generator that draws the same face for every latent (Goodfellow 2016,
 * arXiv:1701.00160, section 5.1; Arjovsky & Bottou 2017, arXiv:1701.04862). It only speaks; the run goes on.
 */
export class CollapseGuard {
  readonly #realDistance: number
  /** A Wasserstein critic's loss near 0 means the opposite: it sees no difference. */
  readonly #lossVanishes: boolean
  readonly #lastSaid = new Map<Kind, number>()
  #right: LogLine[] = []
  #vanished: LogLine[] = []
  #best: GridSpread | undefined

  /** @param realDistance of as many real pictures, as `pairwiseDistance` gives it */
  constructor(options: { readonly realDistance: number; readonly loss: string }) {
    this.#realDistance = options.realDistance
    this.#lossVanishes = options.loss !== 'wasserstein'
  }

  /** @returns warnings: what was seen, and what to try */
  logged(line: LogLine): string[] {
    const { accuracyReal, accuracyFake, lossD } = line
    const right = accuracyReal > saturatedAccuracy && accuracyFake > saturatedAccuracy
    this.#right = right ? [...this.#right, line].slice(-linesInARow) : []
    const vanished = this.#lossVanishes && Math.abs(lossD) < vanishedLoss
    this.#vanished = vanished ? [...this.#vanished, line].slice(-linesInARow) : []
    const warnings: string[] = []
    if (this.#right.length === linesInARow && this.#may('D-right', line.seconds)) {
      const [real, fake] = [mean(this.#right, 'accuracyReal'), mean(this.#right, 'accuracyFake')]
      warnings.push(
        `The discriminator has been right on ${percent(real)} of real and ${percent(fake)} of generated pictures ` +
          `from step ${this.#right[0].step} to ${line.step}: the generator hardly learns from it.\n${weakenD}`,
      )
    }
    if (this.#vanished.length === linesInARow && this.#may('D-loss', line.seconds))
      warnings.push(
        `The discriminator's loss has been near 0 (${mean(this.#vanished, 'lossD').toPrecision(2)} on average) ` +
          `from step ${this.#vanished[0].step} to ${line.step}; the generator's is ${line.lossG.toPrecision(3)}.\n${weakenD}`,
      )
    return warnings
  }

  /** @returns warnings, as `logged` */
  sampled(grid: GridSpread): string[] {
    const { step, kimg, distance, seconds } = grid
    const best = this.#best
    if (!best || distance > best.distance) this.#best = grid
    const real = this.#realDistance
    const fellFromReal = kimg >= warmUpKimg && distance < shareOfReal * real
    const fellFromBest =
      best !== undefined && distance < shareOfBest * best.distance && distance < shareOfRealThen * real
    if (!(fellFromReal || fellFromBest) || !this.#may('alike', seconds)) return []
    const before = fellFromBest ? `; at step ${best.step} it was ${best.distance.toFixed(1)}` : ''
    return [
      `The sample faces look alike at step ${step}: two of them differ by ${distance.toFixed(1)} levels of 255, ` +
        `real pictures by ${real.toFixed(1)}${before}.\n${varyG}`,
    ]
  }

  #may(kind: Kind, seconds: number): boolean {
    const last = this.#lastSaid.get(kind)
    if (last !== undefined && seconds - last < quietSeconds) return false
    this.#lastSaid.set(kind, seconds)
    return true
  }
}

const weakenD =
  'If samples/ does not improve either, start again with more of: R1 (objective.r1), augmentation (augment), ' +
  'label smoothing, or a lower learning rate of the discriminator.'
const varyG =
  'If the next grids in samples/ are no better, start again with --loss relativistic and R1 and R2, ' +
  'minibatchStd 8, a lower --learning-rate or another --seed; an earlier generator may be in best/.'

/**
 * Mean distance of two different pictures of a set: root of the mean squared difference of their levels, in [0, 255].
 *
 * @param pixels [N,H,W,3] levels; 0 for fewer than two pictures
 */
export function pairwiseDistance(pixels: Uint8Array, count: number): number {
  const length = pixels.length / count
  let sum = 0
  for (let i = 1; i < count; i++)
    for (let j = 0; j < i; j++) {
      let squares = 0
      for (let k = 0; k < length; k++) squares += (pixels[i * length + k] - pixels[j * length + k]) ** 2
      sum += Math.sqrt(squares / length)
    }
  return count < 2 ? 0 : sum / ((count * (count - 1)) / 2)
}

function mean(lines: readonly LogLine[], key: 'accuracyReal' | 'accuracyFake' | 'lossD'): number {
  return lines.reduce((sum, line) => sum + line[key], 0) / lines.length
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}
