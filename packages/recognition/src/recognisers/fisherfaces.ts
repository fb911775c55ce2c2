import { greyPixels } from '../features/pixels.ts'
import { discriminantProjection } from '../subspaces/projections.ts'
import { linearRecogniser } from './linear-recogniser.ts'

/** Pixels in the directions that tell people apart: LDA in the space of N - P principal axes, Euclidean distance. */
export const fisherfaces = linearRecogniser({
  name: 'fisherfaces',
  title: 'Fisherfaces',
  source: 'Belhumeur, Hespanha and Kriegman 1997, "Eigenfaces vs. Fisherfaces", doi:10.1109/34.598228',
  picturesPerPerson: 2,
  describe: greyPixels,
  learn: (x, labels, people) => discriminantProjection(x, labels, x.shape[0] - people, 0),
  distance: 'euclidean',
})
