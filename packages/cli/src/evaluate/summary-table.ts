import type { Report } from './report.ts'
import { findingsOf } from './findings.ts'
import { estimate, share, short } from '../page/numbers.ts'
import { aligned } from '../terminal/aligned.ts'

/** The evaluation as plain text, for a terminal. */
export function summaryTable({ model, evaluation }: Report): string {
  const { counts, spaces, candidates, trainingDiversity, size } = evaluation
  const lines = [
    `${model.name}: ${counts.generated} faces of ${size} pixels, ${counts.training} training and ${counts.heldOut} held-out pictures`,
  ]
  for (const { name, scores } of spaces) {
    const head = [name, 'KID', 'Fréchet', 'precision', 'recall', 'density', 'coverage']
    const rows = scores.map((row) => [
      row.name,
      estimate(row.kid),
      short(row.frechet),
      ...[row.precision, row.recall, row.density, row.coverage].map(share),
    ])
    lines.push('', ...aligned([head, ...rows]))
  }
  const faces = candidates.some(({ oneFace }) => oneFace !== undefined)
  const rows = candidates.map(({ name, diversity, oneFace }) => [
    name,
    estimate(diversity),
    ...(faces ? [oneFace === undefined ? '–' : share(oneFace)] : []),
  ])
  const training = ['training', estimate(trainingDiversity), ...(faces ? [''] : [])]
  lines.push('', ...aligned([['pictures', 'MS-SSIM', ...(faces ? ['one face'] : [])], ...rows, training]))
  const marks = { good: '+', note: '·', bad: '!' }
  lines.push('', ...findingsOf(evaluation).map(({ kind, text }) => `${marks[kind]} ${text}`))
  return `${lines.join('\n')}\n`
}
