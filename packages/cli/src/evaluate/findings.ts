import type { Estimate, Evaluation } from '@facegan/trainer'

/** One thing that the numbers say, in a sentence. */
export interface Finding {
  /** `good`: as real pictures would do; `bad`: look at this first; `note`: neither. */
  readonly kind: 'good' | 'note' | 'bad'
  readonly text: string
}

/** Apart by more than this many standard errors counts as a difference. */
const clearErrors = 2
/** A generated picture nearer to the training set than an unseen real one this often, or a logit higher, is suspect. */
const suspectShare = 0.75
/** Fewer matched pictures than this make precision to coverage rough. */
const fewPictures = 200

/** What a reader should take from an evaluation, most important first. */
export function findingsOf(evaluation: Evaluation): Finding[] {
  const { spaces, candidates, trainingDiversity, discriminator, protocol } = evaluation
  const findings: Finding[] = []
  for (const { name: space, scores } of spaces) {
    const [model] = scores
    const floor = scores.find(({ name }) => name === 'held-out')!
    const gaussian = scores.find(({ name }) => name === 'pca-gaussian')!
    if (!isAbove(model.kid, floor.kid))
      findings.push({ kind: 'good', text: `${space}: KID cannot tell the faces from unseen real pictures.` })
    else if (space === 'pixel-pca')
      findings.push({ kind: 'note', text: `${space}: KID tells the faces from real pictures.` })
    else if (isAbove(gaussian.kid, model.kid))
      findings.push({ kind: 'good', text: `${space}: KID is better than the pixel Gaussian's.` })
    else if (isAbove(model.kid, gaussian.kid))
      findings.push({ kind: 'bad', text: `${space}: KID is worse than the pixel Gaussian's.` })
    else findings.push({ kind: 'note', text: `${space}: KID is no better than the pixel Gaussian's.` })

    const { shareNearer } = model.memorisation!
    if (shareNearer > suspectShare)
      findings.push({
        kind: 'bad',
        text: `${space}: the faces lie nearer to training pictures than unseen real ones do (${percent(shareNearer)} of the time): look for copies.`,
      })
  }
  const [{ diversity }] = candidates
  if (isAbove(diversity, trainingDiversity))
    findings.push({ kind: 'bad', text: 'The faces are more alike than the training pictures are.' })
  // no merit by itself: noise is more varied still
  else findings.push({ kind: 'note', text: 'The faces are as varied as the training pictures, by MS-SSIM.' })
  if (discriminator && discriminator.overfitting > suspectShare)
    findings.push({
      kind: 'bad',
      text: `The discriminator knows its training pictures by heart: it prefers them to unseen real ones ${percent(discriminator.overfitting)} of the time.`,
    })
  if (protocol.matchedCount < fewPictures)
    findings.push({
      kind: 'note',
      text: `Only ${protocol.matchedCount} pictures on a side: Fréchet distance, precision, recall, density and coverage are rough.`,
    })
  const rank = { bad: 0, good: 1, note: 2 }
  return findings.toSorted((a, b) => rank[a.kind] - rank[b.kind])
}

function isAbove(a: Estimate, b: Estimate): boolean {
  return a.value - b.value > clearErrors * Math.hypot(a.standardError, b.standardError)
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`
}
