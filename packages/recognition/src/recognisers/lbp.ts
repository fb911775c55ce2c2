import { describe } from '../features/descriptor.ts'
import { localBinaryPatterns } from '../features/lbp.ts'
import type { FaceFeatures, FeatureState, Recogniser } from '../recogniser.ts'
import { assertEnough } from './assert-enough.ts'

/** Histograms of local binary patterns in 8x8 cells, compared by χ². Learns nothing. */
export const lbp: Recogniser = {
  name: 'lbp',
  title: 'LBP',
  source: 'Ahonen, Hadid and Pietikäinen 2006, doi:10.1109/TPAMI.2006.244',
  picturesPerPerson: 1,
  async fit(faces) {
    assertEnough(this, faces)
    return features({ settings: { size: faces.size }, tensors: {} })
  },
  restore: async (state) => features(state),
}

function features(state: FeatureState): FaceFeatures {
  const size = Number(state.settings.size)
  const descriptor = localBinaryPatterns(2)(size)
  return {
    size,
    width: descriptor.width,
    distance: 'chi-square',
    embed: async (pixels) => describe(descriptor, pixels, size),
    state: () => state,
    dispose: () => {},
  }
}
