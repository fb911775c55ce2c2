import { mix } from '../features/mix.ts'
import { whitenedAxes } from '../subspaces/projections.ts'
import { linearRecogniser } from './linear-recogniser.ts'

/**
 * LBP at three scales and HOG in all principal axes of the training pictures and their mirror images, whitened. The one
 * for a single picture of each person, where nothing tells how pictures of one person differ.
 */
export const mixWpca = linearRecogniser({
  name: 'mix-wpca',
  title: 'LBP x 3 + HOG + whitened PCA',
  source: 'Our own; Ahonen et al. 2006, Dalal and Triggs 2005, Nguyen et al. 2009 for its parts',
  picturesPerPerson: 1,
  describe: mix(true),
  mirrors: true,
  bothWays: true,
  learn: (x) => whitenedAxes(x, x.shape[0] - 1),
  distance: 'cosine',
})
