import {
  outcomeNames,
  outcomes,
  type ArmReport,
  type DesignReport,
  type ExperimentReport,
  type OutcomeName,
} from '@facegan/recognition'
import { escape } from '../page/html.ts'
import { intervalPlot } from '../page/interval-plot.ts'
import { htmlPage } from '../page/page.ts'
import { experimentStyle } from './experiment-style.ts'
import { answers, claims, outcomeText, pText, verdictText } from './experiment-text.ts'

/** Below it a difference is called certain. */
const level = 0.05

/** The whole experiment as one HTML page, without a picture of anybody. */
export function experimentPage(report: ExperimentReport, about: { readonly model: string }): string {
  const whole = report.designs.filter(({ arms }) => arms.length > 0)
  return htmlPage(
    'Do generated faces help recognition?',
    `<header><h1>Do generated faces help recognition?</h1>
<p class="lead">${leadOf(report, whole, about.model)}</p></header>
${whole.map(designSection).join('\n')}
${whole.length > 0 ? armsSection(whole[0].arms) : ''}
${methodSection(report)}
<footer>${report.designs.map(({ set, perPerson, seeds }) => `${escape(set)}, ${perPerson} a person: ${seeds} seeds`).join(' · ')} · ${(report.cpuSeconds / 3600).toFixed(1)} CPU hours of networks. A small benchmark of crops says what it says of that; it is no ground for decisions about people.</footer>`,
    experimentStyle,
  )
}

function leadOf({ steps }: ExperimentReport, designs: readonly DesignReport[], model: string): string {
  if (designs.length === 0) return 'Too few networks are finished to compare anything.'
  const what = designs.map(
    ({ set, people, perPerson }) => `${escape(set)} (${people} people, ${perPerson} pictures of each)`,
  )
  return `One network, trained ${designs[0].arms.length} ways on the same real pictures of ${what.join(', ')}, ${steps} steps, over ${Math.min(...designs.map(({ seeds }) => seeds))} random splits. The generated faces are those of ${escape(model)}.`
}

function designSection(design: DesignReport): string {
  const { set, perPerson, arms, verdicts } = design
  const measured = outcomeNames.filter((outcome) => arms[0].outcomes[outcome])
  return `<section><h2>${escape(set)}, ${perPerson} pictures of each person</h2>
<dl class="verdicts">${verdicts
    .map(
      (verdict) =>
        `<div class="${verdict.finding}"><dt>${claims[verdict.claim]}</dt><dd>${answers[verdict.finding]}</dd><small>${escape(verdictText(design, verdict))}</small></div>`,
    )
    .join('')}</dl>
<div class="scroll"><table class="arms"><thead><tr><th>Arm</th>${measured.map((outcome) => `<th>${escape(outcomes[outcome].short)}</th>`).join('')}</tr></thead>
<tbody>${arms.map((report) => rowOf(report, measured)).join('\n')}</tbody></table></div>
<p class="soft under">Means of seeds in % (losses in nats), the difference from the baseline on the same seeds below them; heavy where Holm's correction for all arms leaves p under ${pText(level)}.</p>
<div class="plots">${measured.map((outcome) => plotOf(outcome, arms)).join('\n')}</div></section>`
}

function rowOf(report: ArmReport, measured: readonly OutcomeName[]): string {
  const cells = measured.map((outcome) => {
    const value = outcomeText(outcome, report.outcomes[outcome]!.mean)
    const compared = report.differences?.[outcome]
    if (!compared) return `<td>${value}</td>`
    const { difference, corrected } = compared
    return `<td${corrected < level ? ' class="sure"' : ''}>${value}<small>${outcomeText(outcome, difference.mean, true)}, p ${pText(corrected)}</small></td>`
  })
  return `<tr class="${report.kind}"><td><span class="key ${report.kind}"><span>${escape(report.title)}</span></span></td>${cells.join('')}</tr>`
}

function plotOf(outcome: OutcomeName, arms: readonly ArmReport[]): string {
  const { title, better } = outcomes[outcome]
  const rows = arms.slice(1).map((report) => {
    const { mean, low, high } = report.differences![outcome]!.difference
    return { name: report.title, tone: report.kind, value: mean, low, high }
  })
  const plot = intervalPlot(`${title}, difference from the baseline`, rows, (tick) =>
    outcomeText(outcome, tick, true),
  )
  return `<figure><h3>${escape(title)}</h3>${plot}<figcaption>Difference from the baseline with its 95 % interval; ${better === 'higher' ? 'right' : 'left'} is better.</figcaption></figure>`
}

function armsSection(arms: readonly ArmReport[]): string {
  return `<section><h2>The arms</h2><dl class="terms wide">${arms
    .map(
      ({ title, about, kind }) =>
        `<dt><span class="key ${kind}"><span>${escape(title)}</span></span></dt><dd>${escape(about)}</dd>`,
    )
    .join('')}</dl></section>`
}

function methodSection({ steps }: ExperimentReport): string {
  return `<section><h2>How to read this</h2>
<p>Every arm trains the same network (four convolutions, CosFace, AdamW) on ${steps} batches of 48 real pictures that are flipped, turned, shifted, zoomed and lit anew. What pretraining costs beside that, the longer baseline spends on the real pictures. An arm differs from the baseline by what it adds, and by nothing else. Seeds decide the split, the first weights and every draw; differences are taken seed by seed.</p>
<p>p is that of an exact test over all signs of these differences, corrected by Holm for all arms of one outcome. A claim counts as supported where an arm with a GAN's faces beats the baseline beyond chance <em>and</em> the best control beyond chance: more steps, label smoothing, clouds drawn from a Gaussian in pixel space, photographs of real strangers. What these do as well, no GAN is needed for.</p>
<p>For the claims to hold beyond these pictures, a generator would have to know something of faces that the few real pictures do not say: people as different as real ones, and moves that change a picture but not the person. Its own training pictures are the upper bound of that, which is why real strangers stand beside it.</p></section>`
}
