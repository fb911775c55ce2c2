import type { BenchmarkReport, MeanInterval, SetReport, VerificationMeans } from '@facegan/recognition'
import { aligned } from '../terminal/aligned.ts'

/** The benchmark as plain text, for a terminal. @param bold what the best of each column looks like */
export function benchmarkTable(report: BenchmarkReport, bold?: (text: string) => string): string {
  const { seeds, sets } = report
  const mark = (text: string) => text.replace(/(\S+(?: ± \S+)?)\*/g, (_, best: string) => `${bold!(best)} `)
  const order = report.methods
    .toSorted((a, b) => Number(a.pretrained) - Number(b.pretrained))
    .map(({ name }) => name)
  const lines = sets.flatMap((set) => setLines(set, seeds, order))
  const elsewhere = report.methods.filter(({ pretrained }) => pretrained).map(({ name }) => name)
  const apart = elsewhere.length > 0 ? ` ${elsewhere.join(', ')}: trained elsewhere, in no contest.` : ''
  const spread =
    seeds === 1
      ? 'of one seed'
      : `mean ± standard deviation of ${seeds} seeds${sets.some(hasFewer) ? ' or (so many)' : ''}`
  const legend = `In %, ${spread}; ${bold ? 'bold' : '*'}: best of its column.${apart}`
  function hasFewer(set: SetReport): boolean {
    return set.columns.some(({ rows }) => rows.some(({ cells }) => cells.length < seeds))
  }
  return `${[...(bold ? lines.map(mark) : lines), legend].join('\n')}\n`
}

function setLines(set: SetReport, seeds: number, order: readonly string[]): string[] {
  const methods = order.filter((method) => methodsOf(set).has(method))
  const { name, people, pictures, columns, testPerPerson } = set
  const tested = testPerPerson === null ? '' : `, at most ${testPerPerson} of each tested`
  return [
    `${name}: ${people} people, ${pictures} pictures${tested}`,
    '',
    ...aligned(rankRows(set, seeds, methods)),
    ...picksLines(set),
    '',
    ...aligned(verificationRows(set, methods)),
    ...(columns.length > 0 ? [''] : []),
  ]
}

/** Methods that some column has. */
function methodsOf({ columns, open }: SetReport): Set<string> {
  return new Set([...columns.flatMap(({ rows }) => rows), ...(open ?? [])].map(({ method }) => method))
}

function rankRows({ columns }: SetReport, seeds: number, methods: readonly string[]): string[][] {
  const last = columns.at(-1)!
  const rows = methods.map((method) => {
    const cost = last.rows.find((row) => row.method === method)
    return [
      method,
      ...columns.map(({ rows: found, toldApart }) => {
        const row = found.find((one) => one.method === method)
        return meanText(row?.rank1, seeds) + (toldApart?.best === method ? '*' : ' ')
      }),
      cost?.trainSeconds.toFixed(2) ?? '–',
      cost?.testMs.toFixed(2) ?? '–',
    ]
  })
  const chosen = columns.some((column) => column.chosen)
    ? [['chosen', ...columns.map((column) => `${meanText(column.chosen?.rank1, seeds)} `), '', '']]
    : []
  return [
    ['rank 1', ...columns.map(({ perPerson }) => `${perPerson} a person `), 'train s', 'test ms'],
    ...rows,
    ...chosen,
  ]
}

/** Which methods the training pictures chose, and how often. */
function picksLines({ columns }: SetReport): string[] {
  return columns.flatMap(({ perPerson, chosen }) =>
    chosen ? [`chosen at ${perPerson}: ${picksText(chosen.picks)}`] : [],
  )
}

/** `mix-lda 7 times, lbp-lda 3` */
export function picksText(picks: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const pick of picks) counts.set(pick, (counts.get(pick) ?? 0) + 1)
  return [...counts]
    .toSorted(([, a], [, b]) => b - a)
    .map(([name, count]) => `${name} ${count}×`)
    .join(', ')
}

function verificationRows({ columns, open }: SetReport, methods: readonly string[]): string[][] {
  const last = columns.at(-1)!
  const closed = (method: string) => last.rows.find((row) => row.method === method)?.verification
  const strangers = (method: string) => open?.find((row) => row.method === method)?.verification
  const rows = methods.map((method) => [
    method,
    ...verificationTexts(closed(method)),
    ...(open ? verificationTexts(strangers(method)) : []),
  ])
  const heads = ['AUC', 'EER', 'TAR 1 %']
  return [
    [
      'verification',
      ...heads.map((head) => `${head}, ${last.perPerson}`),
      ...(open ? heads.map((head) => `${head}, strangers`) : []),
    ],
    ...rows,
  ]
}

function verificationTexts(means: VerificationMeans | null | undefined): string[] {
  return means
    ? [means.auc, means.eer, means.accepted01].map(({ mean }) => percentText(mean))
    : ['–', '–', '–']
}

/** 98.1 ± 1.2, of fewer seeds than asked with their number. */
export function meanText(mean: MeanInterval | undefined, seeds: number): string {
  if (!mean) return '–'
  const fewer = mean.count < seeds ? ` (${mean.count})` : ''
  return mean.count > 1
    ? `${percentText(mean.mean)} ± ${percentText(mean.deviation)}${fewer}`
    : `${percentText(mean.mean)}${fewer}`
}

export function percentText(share: number): string {
  return (100 * share).toFixed(1)
}
