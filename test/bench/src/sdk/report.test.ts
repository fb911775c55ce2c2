import { describe, expect, it } from 'vitest'
import { reportRatios } from './report.ts'
import { assertSamePictures } from './throughput.ts'

const sample = (milliseconds: number) => ({ milliseconds, cpuMilliseconds: 2 * milliseconds })
const rounds = [
  { ours: sample(2), peer: sample(6) },
  { ours: sample(4), peer: sample(4) },
  { ours: sample(2), peer: sample(4) },
]

describe('the report of ratios', () => {
  it('shows rates, CPU time, the ratio of each round, and whether the aim is reached', () => {
    const report = reportRatios(rounds, 'faces/s', [
      ['peer', 'ours', 1.5, 'at least'],
      ['peer', 'ours', 2.5, 'at least'],
    ])
    expect(report).toContain('| ours | 500 (250-500) | 4.00 (4.00-8.00) |')
    expect(report).toContain(
      '**2.00 (1.00-3.00)** (by CPU time 2.00 (1.00-3.00)); the aim is at least 1.5: reached.',
    )
    expect(report).toContain('the aim is at least 2.5: missed.')
  })

  it('knows times of which less is better', () => {
    const report = reportRatios(rounds, 'ms', [['ours', 'peer', 0.4, 'at most']])
    expect(report).toContain('**0.50 (0.33-1.00)**')
    expect(report).toContain('the aim is at most 0.4: missed.')
    const free = reportRatios(rounds, 'ms', [['ours', 'peer', undefined, 'at most']])
    expect(free).toContain('(by CPU time 0.50 (0.33-1.00)).')
  })
})

it('contestants that draw other pictures are not compared', () => {
  expect(() => assertSamePictures({ a: 120.1, b: 120.4, c: 120.2 })).not.toThrow()
  expect(() => assertSamePictures({ a: 120.1, b: 122 })).toThrow(
    expect.objectContaining({ code: 'BENCH_NOT_COMPARABLE' }),
  )
})
