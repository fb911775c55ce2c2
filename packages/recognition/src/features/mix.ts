import { joined, type MakeDescriptor } from './descriptor.ts'
import { orientedGradients } from './hog.ts'
import { localBinaryPatterns } from './lbp.ts'

/**
 * Texture at three scales and edges: square roots of LBP histograms of radius 1, 2 and 3, and HOG.
 *
 * @param roots whether HOG looks at square roots of levels
 */
export function mix(roots: boolean): MakeDescriptor {
  const textures = [1, 2, 3].map((radius) => localBinaryPatterns(radius, 8, true))
  return joined(...textures, orientedGradients({ roots }))
}
