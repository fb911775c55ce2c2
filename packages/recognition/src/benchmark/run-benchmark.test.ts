import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openCells } from '../cells/cells.ts'
import { RecognitionDataError } from '../errors.ts'
import { splitOf } from '../protocols/split.ts'
import type { Recogniser } from '../recogniser.ts'
import { pixelRecogniser } from '../testing/pixel-recogniser.ts'
import { syntheticPeople } from '../testing/synthetic-people.ts'
import { distancesToPeople, trainRecogniser } from '../trained-recogniser.ts'
import type { BenchmarkEstimate, BenchmarkOptions } from './benchmark-options.ts'
import type { BenchmarkCell } from './cells.ts'
import { runBenchmark } from './run-benchmark.ts'

const faces = syntheticPeople({ people: 6, pictures: 6, size: 16 })
const fine = pixelRecogniser('fine', 1)
const coarse = pixelRecogniser('coarse', 5, 2)
const setup: BenchmarkOptions = {
  sets: [{ name: 'patterns', faces, perPerson: [1, 3], testPerPerson: 2 }],
  methods: [coarse, fine],
  seeds: 3,
}

/** Counts what it is asked to learn, and stops at the `failAt`-th time as a killed process would. */
function counted(recogniser: Recogniser, failAt = Infinity): { method: Recogniser; fits: () => number } {
  let fits = 0
  const fit: Recogniser['fit'] = (...args) => {
    if (++fits === failAt) throw new Error('killed')
    return recogniser.fit(...args)
  }
  return { method: { ...recogniser, fit }, fits: () => fits }
}

describe('runBenchmark', () => {
  it('has a column for each number of pictures, a row for each method that can learn from them', async () => {
    const { sets, methods, seeds } = await runBenchmark(setup)
    expect(seeds).toBe(3)
    expect(methods.map(({ name }) => name)).toEqual(['coarse', 'fine'])
    const [{ columns, people, pictures, testPerPerson, open }] = sets
    expect([people, pictures, testPerPerson, open]).toEqual([6, 36, 2, null])
    expect(columns.map(({ perPerson, train, test }) => [perPerson, train, test])).toEqual([
      [1, 6, 12],
      [3, 18, 12],
    ])
    expect(columns.map(({ rows }) => rows.map(({ method }) => method))).toEqual([
      ['fine'],
      ['coarse', 'fine'],
    ])
    const [coarseRow, fineRow] = columns[1].rows
    expect(fineRow.cells).toHaveLength(3)
    // more pixels, less noise; chance is 1 in 6
    expect(fineRow.rank1.mean).toBeGreaterThan(coarseRow.rank1.mean)
    expect(coarseRow.rank1.mean).toBeGreaterThan(1 / 6)
    expect(fineRow.rank1.mean).toBeLessThanOrEqual(fineRow.rank5.mean)
    expect(fineRow.verification!.auc.mean).toBeGreaterThan(0.5)
    expect(fineRow.trainingRank1).toBeNull()
  })

  it('a cell is what the split of its seed gives by hand', async () => {
    const { sets } = await runBenchmark(setup)
    const { train, test } = splitOf(faces, { perPerson: 3, seed: 2, testPerPerson: 2 })
    const nearest = await distancesToPeople(await trainRecogniser(fine, train), test.pixels)
    const right = test.labels.filter((label, i) => {
      const row = nearest.subarray(i * 6, i * 6 + 6)
      return row.indexOf(Math.min(...row)) === label
    })
    expect(sets[0].columns[1].rows[1].cells[2].correct).toBe(right.length)
  })

  it('tries strangers, of one split where there is one', async () => {
    const { sets } = await runBenchmark({ ...setup, openSet: true })
    const [coarseRow] = sets[0].open!
    expect(coarseRow.cells).toHaveLength(1) // 6 pictures each: every seed takes all
    expect([coarseRow.cells[0].train, coarseRow.cells[0].test]).toEqual([18, 18])
    expect(coarseRow.verification.auc.mean).toBeGreaterThan(0.5)
  })

  it('chooses by training pictures alone: other test pictures change no pick', async () => {
    const options = { ...setup, chooseFolds: 2 }
    const { sets } = await runBenchmark(options)
    const chosen = sets[0].columns.map((column) => column.chosen!)
    expect(chosen[0].picks).toEqual(['fine', 'fine', 'fine']) // the only one that learns from one picture
    expect(chosen[1].cells).toHaveLength(3)
    chosen[1].picks.forEach((pick, seed) => {
      const row = sets[0].columns[1].rows.find(({ method }) => method === pick)!
      expect(chosen[1].cells[seed]).toEqual(row.cells[seed])
    })

    const pixels = faces.pixels.slice()
    const row = faces.size * faces.size * 3
    const { test } = splitOf(faces, { perPerson: 3, seed: 0 })
    for (const file of test.files) {
      const at = faces.files.indexOf(file) * row
      pixels.subarray(at, at + row).reverse()
    }
    const other = await runBenchmark({
      ...options,
      seeds: 1,
      sets: [{ ...setup.sets[0], faces: { ...faces, pixels }, perPerson: [3] }],
    })
    expect(other.sets[0].columns[0].chosen!.picks[0]).toBe(chosen[1].picks[0])
    expect(other.sets[0].columns[0].rows[0].rank1.mean).not.toBe(sets[0].columns[1].rows[0].cells[0].cmc[0])
  })

  it('goes on where it was stopped, and measures no cell twice', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'facegan-benchmark-'))
    const options = { ...setup, chooseFolds: 2, openSet: true }
    const whole = counted(fine)
    const unbroken = await runBenchmark({ ...options, methods: [coarse, whole.method] })

    const first = counted(fine, 6)
    let cells = await openCells<BenchmarkCell>(folder)
    await expect(runBenchmark({ ...options, methods: [coarse, first.method], cells })).rejects.toThrow(
      'killed',
    )
    await cells.close()

    const second = counted(fine)
    const estimates: BenchmarkEstimate[] = []
    cells = await openCells<BenchmarkCell>(folder)
    const resumed = await runBenchmark({
      ...options,
      methods: [coarse, second.method],
      cells,
      onEstimate: (estimate) => estimates.push(estimate),
    })
    await cells.close()
    // the one that was killed, and the fold before it in its cell
    expect(first.fits() - 1 + second.fits()).toBeLessThanOrEqual(whole.fits() + 1)
    expect(estimates).toHaveLength(1)
    expect(estimates[0].kept).toBeGreaterThan(0)
    expect(resultsOf(resumed)).toEqual(resultsOf(unbroken))

    const third = counted(fine)
    cells = await openCells<BenchmarkCell>(folder)
    const again = await runBenchmark({ ...options, methods: [coarse, third.method], cells })
    await cells.close()
    expect(third.fits()).toBe(0)
    expect(again.sets).toEqual(resumed.sets)
    await rm(folder, { recursive: true })
  })

  it('stops between cells when asked, and keeps what is done', async () => {
    const cells = await openCells<BenchmarkCell>()
    const controller = new AbortController()
    const reason = new Error('enough')
    const running = runBenchmark({
      ...setup,
      cells,
      signal: controller.signal,
      onProgress: ({ done }) => done === 2 && controller.abort(reason),
    })
    await expect(running).rejects.toBe(reason)
    const later = counted(fine)
    await runBenchmark({ ...setup, cells, methods: [coarse, later.method] })
    expect(later.fits()).toBe(4) // of 6: two were done, for the cell at hand is finished
  })

  it('leaves out a method that cannot learn from these pictures, and says so once', async () => {
    const picky: Recogniser = {
      ...fine,
      name: 'picky',
      fit: async () => Promise.reject(new RecognitionDataError('It wants more.', 'give it more')),
    }
    const messages: string[] = []
    const { sets } = await runBenchmark({
      ...setup,
      methods: [picky, fine],
      onMessage: (message) => messages.push(message),
    })
    expect(messages).toEqual(['picky is left out: It wants more.'])
    expect(sets[0].columns[0].rows.map(({ method }) => method)).toEqual(['fine'])
  })

  it('keeps what was trained elsewhere out of the contest and out of the choice', async () => {
    const elsewhere = { ...fine, name: 'elsewhere', pretrained: { verification: 0.5, identification: 0.5 } }
    const { sets, methods } = await runBenchmark({
      ...setup,
      methods: [elsewhere, coarse],
      chooseFolds: 2,
    })
    expect(methods.map(({ pretrained }) => pretrained)).toEqual([true, false])
    const [{ chosen: nobody, toldApart: none }, { rows, toldApart, chosen }] = sets[0].columns
    expect([nobody, none]).toEqual([null, null]) // coarse does not learn from one picture
    expect(rows[0].rank1.mean).toBeGreaterThan(rows[1].rank1.mean)
    expect(toldApart!.best).toBe('coarse')
    expect(chosen!.picks).toEqual(['coarse', 'coarse', 'coarse'])
  })

  it.each([
    ['`seeds` must be', { seeds: 0 }],
    ['`methods` must be', { methods: [] }],
    ['`sets` must be', { sets: [] }],
    ['`chooseFolds` must be', { chooseFolds: 0.5 }],
    ['`perPerson` must be one number at least for a', { sets: [{ name: 'a', faces, perPerson: [] }] }],
    ['takes 7 of each; fewer have person-000 (6)', { sets: [{ name: 'a', faces, perPerson: [6] }] }],
  ])('says before it measures: %s', async (message, wrong) => {
    const { method, fits } = counted(fine)
    await expect(runBenchmark({ ...setup, methods: [method], ...wrong })).rejects.toThrow(message)
    expect(fits()).toBe(0)
  })
})

/** Without times. */
function resultsOf(report: Awaited<ReturnType<typeof runBenchmark>>): unknown {
  return JSON.parse(
    JSON.stringify(report.sets, (key, value: unknown) =>
      ['trainSeconds', 'testMs', 'seconds'].includes(key) ? undefined : value,
    ),
  )
}
