import { InvalidOptionError } from '@facegan/core'
import { useAnyBackend } from '@facegan/tfjs-native'
import { evenlySpaced, pickPictures } from './evenly-spaced.ts'
import { countPictures, readFeatures, type FeatureSpace } from './features.ts'
import { KidReference, type Estimate } from './kid.ts'
import { randomConvSpace } from './random-conv-space.ts'
import { standardiser } from './standardise.ts'

export interface QuickKidOptions {
  /** What the model learns from: [N,H,W,3] levels. */
  readonly training: Uint8Array
  /** Side of a picture in pixels. */
  readonly size: number
  /** Feature spaces beside `random-conv`. */
  readonly spaces?: readonly FeatureSpace[] | undefined
  /** Training pictures to compare with, evenly spaced. @default 2000 */
  readonly referenceCount?: number | undefined
}

/** Measures generated pictures [N,H,W,3]: the KID of each space, by its name. */
export type QuickKid = (generated: Uint8Array) => Promise<Record<string, Estimate>>

/**
 * KID for use while a model trains. What belongs to the training pictures is computed here, once; each call after that
 * costs the features of its own pictures and two kernel matrices. The same protocol as `evaluate`'s.
 *
 * @throws InvalidOptionError, NativeBackendError
 */
export async function quickKid(options: QuickKidOptions): Promise<QuickKid> {
  const { training, size, spaces = [], referenceCount = 2000 } = options
  await useAnyBackend()
  const count = countPictures('training', training, size)
  if (count < 3) throw new InvalidOptionError('training', 'at least 3 pictures', count)
  const reference = pickPictures(training, size, evenlySpaced(count, referenceCount))
  const judges = await Promise.all(
    [randomConvSpace(), ...spaces].map(async (space) => {
      const raw = await readFeatures(space, reference, size)
      const standardise = standardiser(raw)
      return { space, standardise, kid: new KidReference(standardise(raw)) }
    }),
  )
  return async (generated) => {
    const estimates: Record<string, Estimate> = {}
    for (const { space, standardise, kid } of judges)
      estimates[space.name] = kid.against(standardise(await readFeatures(space, generated, size)))
    return estimates
  }
}
