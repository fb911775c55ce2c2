import { orientedGradients } from '../features/hog.ts'
import { shrunkDiscriminant } from '../subspaces/projections.ts'
import { linearRecogniser } from './linear-recogniser.ts'

/** Histograms of oriented gradients in the directions that tell people apart. */
export const hogLda = linearRecogniser({
  name: 'hog-lda',
  title: 'HOG + LDA',
  source: 'Dalal and Triggs 2005 for the histograms; Belhumeur et al. 1997 for the directions',
  picturesPerPerson: 2,
  describe: orientedGradients({ roots: true }),
  learn: shrunkDiscriminant,
  distance: 'cosine',
})
