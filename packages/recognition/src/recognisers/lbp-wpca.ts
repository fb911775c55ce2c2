import { localBinaryPatterns } from '../features/lbp.ts'
import { whitenedAxes } from '../subspaces/projections.ts'
import { linearRecogniser } from './linear-recogniser.ts'

/** Square roots of LBP histograms in all principal axes of the training pictures, whitened, compared by angle. */
export const lbpWpca = linearRecogniser({
  name: 'lbp-wpca',
  title: 'LBP + whitened PCA',
  source:
    'Ahonen et al. 2006 for the histograms; Nguyen, Bai and Shen 2009, "Local Gabor Binary Pattern Whitened PCA"',
  picturesPerPerson: 1,
  describe: localBinaryPatterns(2, 8, true),
  learn: (x) => whitenedAxes(x, x.shape[0] - 1),
  distance: 'cosine',
})
