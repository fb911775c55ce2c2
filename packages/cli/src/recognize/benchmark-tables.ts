import type { BenchmarkReport, ColumnReport, VerificationMeans } from '@facegan/recognition'
import { escape } from '../page/html.ts'
import { short } from '../page/numbers.ts'
import { percentText } from './benchmark-table.ts'

/** Columns of the tables of the page, set by set. */
interface Group {
  readonly title: string
  readonly heads: readonly string[]
  /** [heads] cells as HTML `<td>` attributes and content. */
  readonly cells: (method: string) => readonly Cell[]
}

interface Cell {
  readonly html: string
  readonly tone?: string | undefined
}

const none: Cell = { html: '–', tone: 'none' }

export function rankTable(report: BenchmarkReport): string {
  const groups = report.sets.map((set): Group => ({
    title: set.name,
    heads: set.columns.map(({ perPerson }) => String(perPerson)),
    cells: (method) => set.columns.map((column) => rankCell(column, method, report.seeds)),
  }))
  const chosen = report.sets.some(({ columns }) => columns.some((column) => column.chosen))
  return table(report, groups, chosen ? 'chosen' : undefined)
}

function rankCell(column: ColumnReport, method: string, seeds: number): Cell {
  const { rows, chosen, toldApart } = column
  const row = method === 'chosen' ? chosen : rows.find((one) => one.method === method)
  if (!row) return none
  const { mean, deviation, count } = row.rank1
  const spread = count > 1 ? ` <small>± ${percentText(deviation)}</small>` : ''
  const fewer = count < seeds ? ` <small>(${count})</small>` : ''
  const tone =
    toldApart?.best === method ? 'best' : toldApart?.asGood?.includes(method) ? 'as-good' : undefined
  return { html: `${percentText(mean)}${spread}${fewer}`, tone }
}

/** Of the people who were learned from, then of strangers. */
export function verificationTables(report: BenchmarkReport): string {
  const contestants = report.methods.flatMap(({ name, pretrained }) => (pretrained ? [] : [name]))
  const known = report.sets.map(({ name, columns }) => {
    const last = columns.at(-1)!
    return group(
      `${name}, ${last.perPerson} a person`,
      contestants,
      (method) => last.rows.find((row) => row.method === method)?.verification,
    )
  })
  const strangers = report.sets.flatMap(({ name, open }) =>
    open
      ? [group(name, contestants, (method) => open.find((row) => row.method === method)?.verification)]
      : [],
  )
  if (strangers.length === 0) return wideTable(report, known)
  return `<h3 class="over-table">Known people</h3>${wideTable(report, known)}
<h3 class="over-table">Strangers</h3>${wideTable(report, strangers)}`
}

function wideTable(report: BenchmarkReport, groups: readonly Group[]): string {
  return splitWide(groups)
    .map((some) => table(report, some))
    .join('\n')
}

/** More than four groups of three columns are too wide for a page. */
function splitWide(groups: readonly Group[]): Group[][] {
  const tables = Math.ceil(groups.length / 4)
  const each = Math.ceil(groups.length / tables)
  return Array.from({ length: tables }, (_, i) => groups.slice(i * each, (i + 1) * each))
}

function group(
  title: string,
  methods: readonly string[],
  of: (method: string) => VerificationMeans | null | undefined,
): Group {
  const values = (method: string) => {
    const means = of(method)
    return means ? [means.auc.mean, means.eer.mean, means.accepted01.mean] : undefined
  }
  const all = methods.flatMap((method) => [values(method) ?? []])
  const best = [0, 1, 2].map((i) => {
    const found = all.flatMap((three) => three[i] ?? [])
    return i === 1 ? Math.min(...found) : Math.max(...found)
  })
  return {
    title,
    heads: ['AUC', 'EER', 'TAR'],
    cells: (method) =>
      values(method)?.map((value, i) => ({
        html: percentText(value),
        tone: methods.includes(method) && value === best[i] ? 'best' : undefined,
      })) ?? [none, none, none],
  }
}

export function costTable(report: BenchmarkReport): string {
  return table(
    report,
    report.sets.map((set): Group => {
      const last = set.columns.at(-1)!
      return {
        title: `${set.name}, ${last.train} pictures`,
        heads: ['to learn, s', 'a picture, ms'],
        cells: (method) => {
          const row = last.rows.find((one) => one.method === method)
          return row ? [{ html: short(row.trainSeconds) }, { html: short(row.testMs) }] : [none, none]
        },
      }
    }),
  )
}

function table({ methods }: BenchmarkReport, groups: readonly Group[], extra?: string): string {
  const cells = (method: string) =>
    groups
      .flatMap((one) =>
        one.cells(method).map(({ html, tone }, i) => {
          const classes = [i === 0 ? 'group' : '', tone ?? ''].filter(Boolean).join(' ')
          return `<td${classes ? ` class="${classes}"` : ''}>${html}</td>`
        }),
      )
      .join('')
  return `<div class="scroll"><table class="grid-table">
<thead><tr><th></th>${groups.map(({ title, heads }) => `<th class="over group" colspan="${heads.length}">${escape(title)}</th>`).join('')}</tr>
<tr><th></th>${groups.map(({ heads }) => heads.map((head, i) => `<th${i === 0 ? ' class="group"' : ''}>${escape(head)}</th>`).join('')).join('')}</tr></thead>
<tbody>${methods
    .toSorted((a, b) => Number(a.pretrained) - Number(b.pretrained))
    .map(
      ({ name, pretrained }) =>
        `<tr${pretrained ? ' class="pretrained"' : ''}><td>${escape(name)}${pretrained ? ' <small>trained elsewhere</small>' : ''}</td>${cells(name)}</tr>`,
    )
    .join('\n')}
${extra ? `<tr class="chosen"><td>${escape(extra)}</td>${cells(extra)}</tr>` : ''}</tbody></table></div>`
}
