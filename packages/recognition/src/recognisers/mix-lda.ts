import { mix } from '../features/mix.ts'
import { manyDiscriminants } from '../subspaces/projections.ts'
import { linearRecogniser } from './linear-recogniser.ts'

/** LBP at three scales and HOG in the directions that tell people apart, learned from mirror images too. */
export const mixLda = linearRecogniser({
  name: 'mix-lda',
  title: 'LBP x 3 + HOG + LDA',
  source: 'Our own; Ahonen et al. 2006, Dalal and Triggs 2005, Belhumeur et al. 1997 for its parts',
  picturesPerPerson: 2,
  describe: mix(true),
  mirrors: true,
  learn: manyDiscriminants,
  distance: 'cosine',
})
