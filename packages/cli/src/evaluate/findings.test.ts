import type { Evaluation, Scores } from '@facegan/trainer'
import { describe, expect, it } from 'vitest'
import { findingsOf } from './findings.ts'

const estimate = (value: number, standardError = 0.01) => ({ value, standardError })

/** An evaluation in one space, of these KIDs. */
function evaluation(
  kid: number,
  change: { nearer?: number; alike?: number; matched?: number; space?: string } = {},
) {
  const { nearer = 0.5, alike = 0.3, matched = 1000, space = 'random-conv' } = change
  const row = (name: string, value: number): Partial<Scores> => ({ name, kid: estimate(value) })
  const model = { ...row('generated', kid), memorisation: { shareNearer: nearer } }
  return {
    protocol: { matchedCount: matched },
    candidates: [{ diversity: estimate(alike) }],
    trainingDiversity: estimate(0.3),
    spaces: [{ name: space, scores: [model, row('held-out', 0), row('pca-gaussian', 0.3)] }],
  } as unknown as Evaluation
}
const texts = (of: Evaluation) => findingsOf(of).map(({ kind, text }) => `${kind}: ${text}`)

describe('findings', () => {
  it.each([
    [0.01, 'good: random-conv: KID cannot tell the faces from unseen real pictures.'],
    [0.1, "good: random-conv: KID is better than the pixel Gaussian's."],
    [0.31, "note: random-conv: KID is no better than the pixel Gaussian's."],
    [0.5, "bad: random-conv: KID is worse than the pixel Gaussian's."],
  ])('of a KID of %s beside 0 and .3', (kid, text) => {
    expect(texts(evaluation(kid))).toContain(text)
  })

  it('never hold a model against the Gaussian in the space that the Gaussian is drawn in', () => {
    expect(texts(evaluation(0.5, { space: 'pixel-pca' })).join()).not.toContain('Gaussian')
  })

  it('put what to look at first first: copies, sameness, a discriminator that overfits', () => {
    const bad = evaluation(0.1, { nearer: 0.9, alike: 0.5, matched: 50 })
    const found = findingsOf({
      ...bad,
      discriminator: { overfitting: 0.8 } as Evaluation['discriminator'] & {},
    })
    expect(found.map(({ kind }) => kind)).toEqual(['bad', 'bad', 'bad', 'good', 'note'])
    expect(found[0].text).toMatch(/nearer to training pictures .* \(90 % of the time\): look for copies/)
    expect(found[1].text).toMatch(/more alike/)
    expect(found[2].text).toMatch(/by heart: .* 80 % of the time/)
    expect(found[4].text).toMatch(/^Only 50 pictures on a side/)
  })

  it('of a good model hold nothing against it', () => {
    expect(findingsOf(evaluation(0)).map(({ kind }) => kind)).toEqual(['good', 'note'])
  })
})
