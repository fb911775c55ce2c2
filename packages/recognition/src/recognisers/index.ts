import type { Recogniser } from '../recogniser.ts'
import { cnnArcFace, cnnCosFace, cnnSoftmax, vggCosFace } from './cnn.ts'
import { eigenfaces } from './eigenfaces.ts'
import { faceEmbedding } from './face-embedding.ts'
import { fisherfaces } from './fisherfaces.ts'
import { fusedLda, fusedLdaTt } from './fused-lda.ts'
import { ganDiscriminator, untrainedDiscriminator } from './gan-discriminator.ts'
import { hogLda } from './hog-lda.ts'
import { lbpLda } from './lbp-lda.ts'
import { lbpWpca } from './lbp-wpca.ts'
import { lbp } from './lbp.ts'
import { mixLdaTt } from './mix-lda-tt.ts'
import { mixLda } from './mix-lda.ts'
import { mixWpca } from './mix-wpca.ts'
import { pcaLda } from './pca-lda.ts'
import { pcaWhitened } from './pca-whitened.ts'
import { twoDPca } from './two-d-pca.ts'

/** Every recogniser by its name, in the order in which a newcomer may read them. */
export const recognisers: ReadonlyMap<string, Recogniser> = new Map(
  [
    eigenfaces,
    pcaWhitened,
    fisherfaces,
    twoDPca,
    lbp,
    lbpWpca,
    mixWpca,
    pcaLda,
    lbpLda,
    hogLda,
    mixLda,
    mixLdaTt,
    fusedLda,
    fusedLdaTt,
    cnnSoftmax,
    cnnCosFace,
    cnnArcFace,
    vggCosFace,
    ganDiscriminator,
    untrainedDiscriminator,
    faceEmbedding,
  ].map((recogniser) => [recogniser.name, recogniser]),
)
