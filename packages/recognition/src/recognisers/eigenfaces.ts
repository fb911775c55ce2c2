import { greyPixels } from '../features/pixels.ts'
import { principalAxes } from '../subspaces/pca.ts'
import { linearRecogniser } from './linear-recogniser.ts'

/** Pixels in the directions in which training pictures vary most, all of them, compared by Euclidean distance. */
export const eigenfaces = linearRecogniser({
  name: 'eigenfaces',
  title: 'Eigenfaces',
  source: 'Turk and Pentland 1991, "Eigenfaces for Recognition"',
  picturesPerPerson: 1,
  describe: greyPixels,
  learn: (x) => principalAxes(x, x.shape[0] - 1),
  distance: 'euclidean',
})
