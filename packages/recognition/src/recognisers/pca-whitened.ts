import { greyPixels } from '../features/pixels.ts'
import { whitenedAxes } from '../subspaces/projections.ts'
import { linearRecogniser } from './linear-recogniser.ts'

/** Eigenfaces whose directions all count the same: the fine ones tell people apart, the first ones tell of the light. */
export const pcaWhitened = linearRecogniser({
  name: 'pca-whitened',
  title: 'Whitened PCA',
  source: 'Phillips, Flynn et al. 2005, "Overview of the Face Recognition Grand Challenge", its baseline',
  picturesPerPerson: 1,
  describe: greyPixels,
  learn: (x) => whitenedAxes(x, 150),
  distance: 'cosine',
})
