import { toUnitLength } from '../features/descriptor.ts'
import type { FaceFeatures, FeatureState, Recogniser, StateTensor } from '../recogniser.ts'

export interface FusedRecogniser extends Omit<Recogniser, 'fit' | 'restore'> {
  readonly parts: readonly Recogniser[]
}

/**
 * Several recognisers with one vector: those of its parts, each of length 1, side by side. The cosine of two such
 * vectors is the mean of the parts' cosines.
 */
export function fusedRecogniser({ parts, ...about }: FusedRecogniser): Recogniser {
  return {
    ...about,
    async fit(faces, options = {}) {
      const { onProgress } = options
      const features: FaceFeatures[] = []
      try {
        for (const part of parts) {
          features.push(await part.fit(faces, options))
          onProgress?.(features.length / parts.length)
        }
      } catch (error) {
        for (const part of features) part.dispose()
        throw error
      }
      return fusedFeatures(features)
    },
    async restore({ settings, tensors }) {
      const states = settings.parts as FeatureState['settings'][]
      return fusedFeatures(
        await Promise.all(
          parts.map((part, i) => part.restore({ settings: states[i], tensors: tensorsOfPart(tensors, i) })),
        ),
      )
    },
  }
}

function fusedFeatures(parts: readonly FaceFeatures[]): FaceFeatures {
  const width = parts.reduce((sum, part) => sum + part.width, 0)
  const learned = parts.flatMap((part) => part.learned ?? [])
  /** @param own [N,width] of each part */
  const sideBySide = (own: readonly Float32Array[]): Float32Array => {
    const count = own[0].length / parts[0].width
    const vectors = new Float32Array(count * width)
    for (let row = 0, at = 0; row < count; row++) {
      parts.forEach((part, i) => {
        vectors.set(own[i].subarray(row * part.width, (row + 1) * part.width), at)
        toUnitLength(vectors, at, (at += part.width))
      })
    }
    return vectors
  }
  return {
    size: parts[0].size,
    width,
    distance: 'cosine',
    async embed(pixels) {
      const embedded: Float32Array[] = []
      for (const part of parts) embedded.push(await part.embed(pixels))
      return sideBySide(embedded)
    },
    ...(learned.length === parts.length && { learned: sideBySide(learned) }),
    state() {
      const states = parts.map((part) => part.state())
      return {
        settings: { parts: states.map(({ settings }) => settings) },
        tensors: Object.fromEntries(
          states.flatMap(({ tensors }, i) =>
            Object.entries(tensors).map(([name, tensor]) => [`${i}.${name}`, tensor]),
          ),
        ),
      }
    },
    dispose: () => parts.forEach((part) => part.dispose()),
  }
}

function tensorsOfPart(tensors: FeatureState['tensors'], part: number): Record<string, StateTensor> {
  const own = `${part}.`
  return Object.fromEntries(
    Object.entries(tensors)
      .filter(([name]) => name.startsWith(own))
      .map(([name, tensor]) => [name.slice(own.length), tensor]),
  )
}
