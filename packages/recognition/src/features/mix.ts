import { joined } from './descriptor.ts'
import { orientedGradients } from './hog.ts'
import { localBinaryPatterns } from './lbp.ts'

/** Texture at three scales and edges: square roots of LBP histograms of radius 1, 2 and 3, and HOG. */
export const mix = joined(
  localBinaryPatterns(1, 8, true),
  localBinaryPatterns(2, 8, true),
  localBinaryPatterns(3, 8, true),
  orientedGradients,
)
