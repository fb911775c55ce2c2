import { describe, expect, it } from 'vitest'
import { meanInterval } from '../statistics/mean-interval.ts'
import type { ClosedRow } from './benchmark-report.ts'
import { tellApart } from './told-apart.ts'

function row(method: string, correct: readonly number[]): ClosedRow {
  const cells = correct.map((right) => ({ correct: right, test: 100 }))
  return { method, cells, rank1: meanInterval(correct.map((right) => right / 100)) } as unknown as ClosedRow
}

const tenTimes = (value: number) => Array<number>(10).fill(value)

describe('tellApart', () => {
  it('tells a method that loses at every seed from the best, and not one that wins now and then', () => {
    const best = row('best', tenTimes(90))
    const close = row('close', [91, 91, 91, 91, 89, 89, 89, 89, 88, 88])
    const rows = [row('worse', tenTimes(80)), close, best]
    expect(tellApart(rows, 10)).toEqual({ best: 'best', asGood: ['close'] })
  })

  it('says so where no outcome of so few seeds could tell', () => {
    const rows = [row('best', [90, 90, 90, 90]), row('worse', [10, 10, 10, 10])]
    expect(tellApart(rows, 4)).toEqual({ best: 'best', asGood: null })
    expect(tellApart(rows, 6)).toEqual({ best: 'best', asGood: null }) // two seeds are missing
  })

  it('of nobody is nothing', () => {
    expect(tellApart([], 10)).toBeNull()
  })
})
