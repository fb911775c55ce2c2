import { InvalidOptionError } from '@facegan/core'
import { shareBelow } from './memorisation.ts'

/** How a discriminator sees one set of pictures. */
export interface DiscriminatorView {
  /** Share that it gets right: logits above 0 for real, below 0 for generated. Means little for a relativistic loss. */
  readonly accuracy: number
  readonly meanLogit: number
}

export interface DiscriminatorCheck {
  readonly training: DiscriminatorView
  readonly heldOut: DiscriminatorView
  readonly generated: DiscriminatorView
  /** Mean logit on training pictures less that on held-out ones: above 0 the discriminator knows its pictures by heart. */
  readonly gap: number
  /** Chance that a training picture gets a higher logit than a held-out one: .5 without overfitting, 1 at its worst. */
  readonly overfitting: number
  /** Chance that a training picture gets a higher logit than a generated one: .5 where it cannot tell. */
  readonly separation: number
}

/**
 * Whether the discriminator overfits: what it says of real pictures that it was trained on, of real ones that it was
 * not, and of generated ones.
 *
 * @param training, heldOut, generated logits, high for real
 * @throws InvalidOptionError on an empty set
 * @see Karras et al. 2020, arXiv:2006.06676, section 3.1: the same three sets
 */
export function discriminatorCheck(
  training: Float32Array,
  heldOut: Float32Array,
  generated: Float32Array,
): DiscriminatorCheck {
  for (const [name, logits] of Object.entries({ training, heldOut, generated }))
    if (logits.length === 0) throw new InvalidOptionError(name, 'at least one logit', logits.length)
  const views = {
    training: view(training, (logit) => logit > 0),
    heldOut: view(heldOut, (logit) => logit > 0),
    generated: view(generated, (logit) => logit < 0),
  }
  return {
    ...views,
    gap: views.training.meanLogit - views.heldOut.meanLogit,
    overfitting: shareBelow(sorted(heldOut), sorted(training)),
    separation: shareBelow(sorted(generated), sorted(training)),
  }
}

function view(logits: Float32Array, isRight: (logit: number) => boolean): DiscriminatorView {
  const values = [...logits]
  return {
    accuracy: values.filter(isRight).length / values.length,
    meanLogit: values.reduce((sum, logit) => sum + logit, 0) / values.length,
  }
}

function sorted(logits: Float32Array): Float64Array {
  return Float64Array.from(logits).toSorted()
}
