import type { BenchmarkReport, ColumnReport, SetReport } from '@facegan/recognition'
import { escape } from '../page/html.ts'
import { thousands } from '../page/numbers.ts'
import { htmlPage } from '../page/page.ts'
import { curvesSection } from './benchmark-curves.ts'
import { benchmarkStyle } from './benchmark-style.ts'
import { percentText, picksText } from './benchmark-table.ts'
import { costTable, rankTable, verificationTables } from './benchmark-tables.ts'
import { termsOf } from './benchmark-terms.ts'

/** The whole benchmark as one HTML page, without a picture of anybody. */
export function benchmarkPage(report: BenchmarkReport): string {
  const { methods, sets } = report
  const pretrained = new Set(methods.filter((method) => method.pretrained).map(({ name }) => name))
  return htmlPage(
    'Recognisers, measured',
    `${header(report)}
${figures(sets)}
<section><h2>The right person first</h2>
<p class="soft">Rank 1 in %: of the pictures that no recogniser had seen, how many came nearest to the right person. Columns are the pictures of each person that it learned from.</p>
${rankTable(report)}
${rankNotes(report)}</section>
${sets.map((set) => curvesSection(set, pretrained)).join('\n')}
<section><h2>One person or two</h2>
<p class="soft">Verification over all pairs of test pictures, in %: the area under the ROC, the equal error rate (lower is better), and the true accept rate at a false accept rate of 1 %.${strangersNote(sets)}</p>
${verificationTables(report)}</section>
<section><h2>What it costs</h2>
<p class="soft">CPU time of all threads, features included, at the most pictures of each set.</p>
${costTable(report)}</section>
<section><h2>The methods</h2><dl class="methods">${methods
      .map(
        ({ name, title, source }) =>
          `<dt>${escape(name)}</dt><dd>${escape(title)}<small>${escape(source)}</small></dd>`,
      )
      .join('')}</dl></section>
<section><h2>How this was measured</h2><dl class="terms">${termsOf(report)
      .map(([term, text]) => `<dt>${escape(term)}</dt><dd>${escape(text)}</dd>`)
      .join('')}</dl></section>
<footer>Measured by facegan on ${escape(report.created.slice(0, 10))}. ${sets.map(({ name, data }) => `${escape(name)} ${data}`).join(', ')}. Every number, seed by seed, is in benchmark.json beside this page.</footer>`,
    benchmarkStyle,
  )
}

function header({ methods, sets, seeds }: BenchmarkReport): string {
  const people = sets.reduce((sum, set) => sum + set.people, 0)
  const pictures = sets.reduce((sum, set) => sum + set.pictures, 0)
  const splits = seeds === 1 ? 'one random split' : `${seeds} random splits`
  return `<header><h1>Recognisers, measured</h1>
<p class="lead">${methods.length} ${methods.length === 1 ? 'way' : 'ways'} to tell ${thousands(people)} people apart in ${thousands(pictures)} pictures of ${sets.length === 1 ? 'one set' : `${sets.length} sets`}, each on ${splits} of pictures to learn from and pictures to try.</p></header>`
}

/** The best of each set, beside the first method. */
function figures(sets: readonly SetReport[]): string {
  const cards = sets.slice(0, 4).flatMap(({ name, columns }) => {
    const column = columns.at(-1)!
    const best = column.rows.find(({ method }) => method === column.toldApart?.best)
    if (!best) return []
    const [first] = column.rows
    const beside = first === best ? '' : `; ${first.method} ${percentText(first.rank1.mean)}`
    return [
      `<div><dt>${escape(name)}, ${column.perPerson} a person</dt><dd>${percentText(best.rank1.mean)} %</dd><small>${escape(best.method + beside)}</small></div>`,
    ]
  })
  return `<dl class="figures sets-${cards.length}">${cards.join('')}</dl>`
}

function rankNotes(report: BenchmarkReport): string {
  const columns = report.sets.flatMap((set) => set.columns.map((column) => ({ set, column })))
  const told = columns.some(({ column }) => column.toldApart?.asGood)
  const picks = columns.flatMap(({ set, column }) => picksNote(set, column))
  return `<p class="legend">${told ? 'Coloured is the best mean of its column; what is bold beside it these seeds cannot tell from it.' : 'Coloured is the best mean of its column; too few seeds to say what is as good.'} ± is one standard deviation over seeds.${picks.length > 0 ? ` Chosen by cross-validation: ${picks.join('; ')}.` : ''}</p>`
}

function picksNote({ name }: SetReport, { perPerson, chosen }: ColumnReport): string[] {
  return chosen ? [`${escape(name)} ${perPerson}: ${escape(picksText(chosen.picks))}`] : []
}

function strangersNote(sets: readonly SetReport[]): string {
  return sets.some(({ open }) => open)
    ? ' Strangers are people of whom nothing was learned: these columns are what features are worth for anybody.'
    : ''
}
