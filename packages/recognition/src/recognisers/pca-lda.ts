import { greyPixels } from '../features/pixels.ts'
import { shrunkDiscriminant } from '../subspaces/projections.ts'
import { linearRecogniser } from './linear-recogniser.ts'

/** Fisherfaces as one would build them today: scatter within people shrunk a little, compared by angle. */
export const pcaLda = linearRecogniser({
  name: 'pca-lda',
  title: 'PCA + LDA',
  source: 'Belhumeur et al. 1997; Friedman 1989, "Regularized Discriminant Analysis", for the shrinkage',
  picturesPerPerson: 2,
  describe: greyPixels,
  learn: shrunkDiscriminant,
  distance: 'cosine',
})
