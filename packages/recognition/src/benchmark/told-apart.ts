import { holm } from '../statistics/holm.ts'
import { comparePaired } from '../statistics/paired-comparison.ts'
import type { ClosedRow, ToldApart } from './benchmark-report.ts'

const level = 0.05

/**
 * Compares the best mean rank 1 with every other, seed by seed: exact sign-flip tests, corrected by Holm's for their
 * number. Splits of one set share pictures, so that p-values are rather too small than too large.
 */
export function tellApart(rows: readonly ClosedRow[], seeds: number): ToldApart | null {
  if (rows.length === 0) return null
  const best = rows.reduce((one, other) => (other.rank1.mean > one.rank1.mean ? other : one))
  // a row that misses a seed has no pairs
  const others = rows.filter((row) => row !== best && row.cells.length === seeds)
  const smallest = 2 / 2 ** seeds
  if (best.cells.length < seeds || seeds > 20 || smallest * others.length > level)
    return { best: best.method, asGood: null }
  const pValues = holm(others.map((row) => comparePaired(sharesOf(row), sharesOf(best)).pValue))
  return {
    best: best.method,
    asGood: others.filter((_, i) => pValues[i] > level).map(({ method }) => method),
  }
}

function sharesOf({ cells }: ClosedRow): number[] {
  return cells.map(({ correct, test }) => correct / test)
}
