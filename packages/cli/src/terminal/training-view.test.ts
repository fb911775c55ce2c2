import type { TrainProgress } from '@facegan/trainer'
import fc from 'fast-check'
import { createColors } from 'picocolors'
import { describe, expect, it } from 'vitest'
import {
  duration,
  evaluationLine,
  loadingLine,
  loadingView,
  noteText,
  progressLine,
  trainingView,
  warningText,
} from './training-view.ts'

const plain = createColors(false)
const painted = createColors(true)

const progress: TrainProgress = {
  step: 11_880,
  kimg: 380.16,
  seconds: 2880,
  imagesPerSecond: 132.4,
  lossG: 1.234,
  lossD: 0.876,
  accuracyReal: 0.82,
  accuracyFake: 0.79,
  secondsLeft: 4330,
  share: 0.38016,
  secondsSinceCheckpoint: 130,
}
const rows = (columns: number) => trainingView(progress, 1000, columns, plain).split('\n')

describe('a run in a terminal', () => {
  it('120 columns show all', () => {
    expect(rows(120)).toEqual([
      `  ${'━'.repeat(15)}${'─'.repeat(25)}   38 %   380.2 of 1,000 kimg   72 min left`,
      '  step 11,880   loss G 1.23 D 0.88   D right on 82 % real, 79 % generated   132 img/s   saved 2 min ago',
    ])
  })

  it('80 columns leave out what matters least', () => {
    expect(rows(80)).toEqual([
      `  ${'━'.repeat(13)}${'─'.repeat(21)}   38 %   380.2 of 1,000 kimg   72 min left`,
      '  step 11,880   loss G 1.23 D 0.88   D right 82/79 %   132 img/s',
    ])
  })

  it('before a checkpoint and without a budget in kimg, nothing is said of them', () => {
    const early = { ...progress, secondsSinceCheckpoint: undefined }
    expect(trainingView(early, undefined, 200, plain)).not.toMatch(/saved|of 1,000/)
  })

  it('at the end no time is left', () => {
    expect(trainingView({ ...progress, share: 1, secondsLeft: 0 }, 1000, 120, plain)).not.toContain('left')
  })

  it('no row reaches the last column, whatever the numbers and the width', () => {
    const number = fc.oneof(fc.double(), fc.integer({ min: 0, max: 1e9 }))
    const share = fc.double({ min: 0, max: 1, noNaN: true })
    const any = fc.record({
      step: fc.nat(),
      kimg: number,
      seconds: number,
      imagesPerSecond: number,
      lossG: number,
      lossD: number,
      accuracyReal: share,
      accuracyFake: share,
      secondsLeft: number,
      share,
      secondsSinceCheckpoint: fc.option(number, { nil: undefined }),
    })
    fc.assert(
      fc.property(
        any,
        fc.integer({ min: 1, max: 300 }),
        fc.option(fc.nat(), { nil: undefined }),
        (some, columns, kimg) => {
          const view = trainingView(some, kimg, columns, plain).split('\n')
          expect(view).toHaveLength(2)
          for (const row of view) expect(row.length).toBeLessThan(Math.max(columns, 1))
        },
      ),
    )
  })

  it('colours change no letter', () => {
    // oxlint-disable-next-line no-control-regex
    const bare = trainingView(progress, 1000, 80, painted).replaceAll(/\u001b\[\d+m/g, '')
    expect(bare).toBe(trainingView(progress, 1000, 80, plain))
  })
})

describe('pictures while they load', () => {
  it('have a bar where their number is known', () => {
    expect(loadingView({ done: 1500, total: 6000 }, 60, plain)).toBe(
      `  ${'━'.repeat(6)}${'─'.repeat(16)}   Reading pictures: 1,500 of 6,000`,
    )
    expect(loadingView({ done: 1500, total: undefined }, 60, plain)).toBe('  Reading pictures: 1,500')
  })

  it('are one line in a pipe', () => {
    expect(loadingLine({ done: 1500, total: 6000 })).toBe('Reading pictures: 1,500 of 6,000')
    expect(loadingLine({ done: 1500, total: undefined })).toBe('Reading pictures: 1,500')
  })
})

it('a pipe gets a line with everything', () => {
  expect(progressLine(progress)).toBe(
    'step 11,880  ·  380.2 kimg  ·  132 img/s  ·  loss G 1.23 D 0.88  ·  D right on 82 % real, 79 % generated  ·  72 min left',
  )
})

it('an evaluation is said with its error and what real pictures reach', () => {
  const kid = { value: 0.01234, standardError: 0.00056 }
  const floor = { value: 0.0011, standardError: 0.0001 }
  expect(evaluationLine({ step: 1, kimg: 1050, kid, floor })).toBe(
    'Evaluated at 1,050.0 kimg: KID 0.0123 ± 0.0006; pictures held out: 0.0011',
  )
  expect(evaluationLine({ step: 1, kimg: 50, kid, floor: null })).toMatch(/± 0\.0006$/)
})

describe('messages', () => {
  it('a warning is broken at words and indented under its label', () => {
    expect(warningText('faces look very much alike\nTry more', 30, plain)).toBe(
      ['warning: faces look very much', '         alike', '         Try more'].join('\n'),
    )
  })

  it('a pipe gets a warning in its own lines', () => {
    expect(warningText('one two\nthree', Infinity, plain)).toBe('warning: one two\n         three')
  })

  it('a note keeps its indentation', () => {
    expect(noteText('2 could not be used:\n  broken.png: it is no picture', 20)).toBe(
      ['2 could not be', 'used:', '  broken.png: it is', '  no picture'].join('\n'),
    )
  })
})

it.each([
  [0, '0 s'],
  [89.2, '90 s'],
  [91, '2 min'],
  [72 * 60, '72 min'],
  [3 * 3600 + 20 * 60, '3 h 20 min'],
  [4.5 * 86_400, '4.5 days'],
  [Infinity, 'no end'],
])('%d seconds are %s', (seconds, text) => {
  expect(duration(seconds)).toBe(text)
})
