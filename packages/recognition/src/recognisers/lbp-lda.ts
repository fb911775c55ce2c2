import { localBinaryPatterns } from '../features/lbp.ts'
import { shrunkDiscriminant } from '../subspaces/projections.ts'
import { linearRecogniser } from './linear-recogniser.ts'

/** Square roots of LBP histograms in the directions that tell people apart. */
export const lbpLda = linearRecogniser({
  name: 'lbp-lda',
  title: 'LBP + LDA',
  source: 'Ahonen et al. 2006 for the histograms; Belhumeur et al. 1997 for the directions',
  picturesPerPerson: 2,
  describe: localBinaryPatterns(2, 8, true),
  learn: shrunkDiscriminant,
  distance: 'cosine',
})
