import { describe, expect, it } from 'vitest'
import type { LabelledFaces } from '../labelled-faces.ts'
import { arms } from './arms.ts'
import { experimentReport, type ArmResult } from './experiment-report.ts'
import type { ArmCell } from './train-task.ts'

const faces = { people: ['a', 'b'] } as unknown as LabelledFaces
const sets = [{ name: 'set', faces, perPerson: [5] }]
const named = (...names: string[]) => names.map((name) => arms.find((arm) => arm.name === name)!)

const cell: ArmCell = {
  rank1: 0.7,
  trainAccuracy: 1,
  testAccuracy: 0.7,
  trainLoss: 0,
  testLoss: 1,
  calibration: 0.1,
  auc: 0.9,
  unseenAuc: null,
  cpuSeconds: 60,
  seconds: 70,
}

/** Rank 1 of arms, the same rise on every seed, with a little noise that is no arm's. */
function resultsOf(rank1: Record<string, number>, seeds = 10): ArmResult[] {
  return Array.from({ length: seeds }, (_, seed) =>
    named(...Object.keys(rank1)).map((arm) => {
      const share = rank1[arm.name] + 0.01 * Math.sin(seed)
      return {
        set: 'set',
        perPerson: 5,
        seed,
        arm,
        cell: { ...cell, rank1: share + 0.001 * Math.cos(seed), testAccuracy: share },
      }
    }),
  ).flat()
}

/** That arm's rank 1 two points up and two down by turns: its mean is as it was, and tells nothing. */
function swung(name: string, results: ArmResult[]): ArmResult[] {
  return results.map((result) => {
    if (result.arm.name !== name) return result
    const swing = result.seed % 2 === 0 ? 0.02 : -0.02
    return { ...result, cell: { ...result.cell, rank1: result.cell.rank1 + swing } }
  })
}

function designOf(rank1: Record<string, number>, seeds = 10) {
  const results = resultsOf(rank1, seeds)
  return experimentReport(results, { arms: named(...Object.keys(rank1)), steps: 800, sets }).designs[0]
}

const accuracyOf = (rank1: Record<string, number>) =>
  designOf(rank1).verdicts.find(({ claim }) => claim === 'accuracy')!

describe('experimentReport', () => {
  it('compares seed by seed, and corrects for all arms', () => {
    const { arms: reports, seeds } = designOf({
      baseline: 0.7,
      'label-smoothing': 0.65,
      'outliers-generated': 0.72,
    })
    expect(seeds).toBe(10)
    expect(reports[0].differences).toBeUndefined()
    const { difference, pValue, corrected } = reports[2].differences!.rank1!
    expect(difference.mean).toBeCloseTo(0.02, 10)
    expect(pValue).toBe(2 / 1024)
    expect(corrected).toBe(4 / 1024)
    expect(reports[2].outcomes.gap!.mean).toBeCloseTo(1 - 0.72 - 0.001, 2)
    expect(reports[2].outcomes.unseenAuc).toBeUndefined()
  })

  it('leaves out seeds of which an arm is missing, and says nothing of fewer than two', () => {
    const results = resultsOf({ baseline: 0.7, 'outliers-generated': 0.72 }, 4)
    const about = { arms: named('baseline', 'outliers-generated'), steps: 800, sets }
    expect(experimentReport(results.slice(0, -1), about).designs[0].seeds).toBe(3)
    const { seeds, arms: reports, verdicts } = experimentReport(results.slice(0, 3), about).designs[0]
    expect([seeds, reports, verdicts]).toEqual([1, [], []])
    expect(experimentReport([], about).designs[0].seeds).toBe(0)
  })

  it('adds up CPU time, of unfinished seeds too', () => {
    const results = resultsOf({ baseline: 0.7, 'outliers-generated': 0.72 }, 2).slice(0, 3)
    const about = { arms: named('baseline', 'outliers-generated'), steps: 800, sets }
    expect(experimentReport(results, about).cpuSeconds).toBe(180)
  })
})

describe('a claim', () => {
  it('is supported where generated faces beat the baseline and every control', () => {
    const verdict = accuracyOf({ baseline: 0.7, 'outliers-gaussian': 0.71, 'outliers-generated': 0.74 })
    expect(verdict).toMatchObject({
      finding: 'supported',
      best: 'outliers-generated',
      bestControl: 'outliers-gaussian',
    })
  })

  it('is not where a control does as well', () => {
    expect(accuracyOf({ baseline: 0.7, 'outliers-gaussian': 0.75, 'outliers-generated': 0.74 }).finding).toBe(
      'control',
    )
  })

  it('is not where the step from the control is one that chance makes', () => {
    const results = swung(
      'outliers-gaussian',
      resultsOf({ baseline: 0.7, 'outliers-gaussian': 0.75, 'outliers-generated': 0.752 }),
    )
    const about = { arms: named('baseline', 'outliers-gaussian', 'outliers-generated'), steps: 800, sets }
    const [verdict] = experimentReport(results, about).designs[0].verdicts
    expect(verdict.finding).toBe('control')
    expect(verdict.overControl!.difference.mean).toBeCloseTo(0.002, 10)
    expect(verdict.overControl!.pValue).toBeGreaterThan(0.05)
  })

  it('is refuted where generated faces do harm', () => {
    expect(accuracyOf({ baseline: 0.7, 'outliers-gaussian': 0.7, 'outliers-generated': 0.6 }).finding).toBe(
      'against',
    )
  })

  it('is open where some ways do harm and another may help, but not beyond chance', () => {
    const results = swung(
      'pretraining-generated',
      resultsOf({ baseline: 0.7, 'outliers-generated': 0.6, 'pretraining-generated': 0.702 }),
    )
    const about = {
      arms: named('baseline', 'outliers-generated', 'pretraining-generated'),
      steps: 800,
      sets,
    }
    const [verdict] = experimentReport(results, about).designs[0].verdicts
    expect(verdict).toMatchObject({ finding: 'open', best: 'pretraining-generated' })
  })

  it('is open where nothing differs beyond chance', () => {
    const { finding } = accuracyOf({ baseline: 0.7, 'outliers-gaussian': 0.7, 'outliers-generated': 0.7 })
    expect(finding).toBe('open')
  })

  it('of overfitting is decided by a gap, which is better small', () => {
    const { verdicts } = designOf({ baseline: 0.7, 'outliers-generated': 0.74 })
    expect(verdicts.find(({ claim }) => claim === 'overfitting')).toMatchObject({
      outcome: 'gap',
      finding: 'supported',
    })
  })
})
