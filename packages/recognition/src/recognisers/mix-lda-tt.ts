import { mix } from '../features/mix.ts'
import { withoutLight } from '../features/tan-triggs.ts'
import { manyDiscriminants } from '../subspaces/projections.ts'
import { linearRecogniser } from './linear-recogniser.ts'

/** `mix-lda` on pictures without their light: for hard light that changes from picture to picture, and only there. */
export const mixLdaTt = linearRecogniser({
  name: 'mix-lda-tt',
  title: 'Tan-Triggs + LBP x 3 + HOG + LDA',
  source: 'Tan and Triggs 2010, doi:10.1109/TIP.2010.2042645, before `mix-lda`',
  picturesPerPerson: 2,
  describe: withoutLight(mix(false)),
  mirrors: true,
  learn: manyDiscriminants,
  distance: 'cosine',
})
