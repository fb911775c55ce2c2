import type { Evaluation, Scores } from '@facegan/trainer'
import { distanceCurves, dotPlot, toneOf } from './charts.ts'
import type { Report } from './report.ts'
import { findingsOf } from './findings.ts'
import { escape } from '../page/html.ts'
import { percent, share, short, thousands } from '../page/numbers.ts'
import { htmlPage } from '../page/page.ts'
import type { Sheets } from './sheets.ts'

type Space = Evaluation['spaces'][number]

/** The whole evaluation as one HTML page that needs nothing beside itself: no script, no font, no other file. */
export function reportPage(report: Report, sheets: Sheets): string {
  const { model, evaluation } = report
  return htmlPage(
    `${model.name}, measured`,
    `${header(report, sheets)}
${figures(evaluation)}
<ul class="findings">${findingsOf(evaluation)
      .map(({ kind, text }) => `<li class="${kind}">${escape(text)}</li>`)
      .join('')}</ul>
${evaluation.spaces.map((space) => spaceSection(space, evaluation)).join('\n')}
${nearestSection(sheets)}
${diversitySection(evaluation)}
${discriminatorSection(evaluation)}
${termsSection(evaluation)}
${footer(report)}`,
  )
}

function header({ model, data, evaluation }: Report, sheets: Sheets): string {
  const { counts, size } = evaluation
  const learned = model.kimg === undefined ? '' : ` after ${thousands(model.kimg * 1000)} pictures seen`
  const heldOut = data.heldOut.length > 0 ? ` and ${data.heldOut.map(escape).join(', ')}` : ''
  return `<header>
<h1>${escape(model.name)}, measured</h1>
<p class="lead">${thousands(counts.generated)} generated faces of ${size} × ${size} pixels${learned}, against ${thousands(counts.training)} training and ${thousands(counts.heldOut)} held-out pictures from ${data.training.map(escape).join(', ')}${heldOut}.</p>
<figure class="sheet"><img src="${sheets.faces}" alt="64 generated faces in rows of 16"><figcaption>Seeds 0 to 63, in order; nothing picked out. All of them are generated.</figcaption></figure>
</header>`
}

/** The four numbers to remember, each with what real pictures get. */
function figures({ spaces, candidates, trainingDiversity }: Evaluation): string {
  const { name, scores } = headline(spaces)
  const [model] = scores
  const floor = scores.find((row) => row.name === 'held-out')!
  const gaussian = scores.find((row) => row.name === 'pca-gaussian')!
  const cards = [
    [
      `KID, ${name}`,
      short(model.kid.value),
      `real pictures ${short(floor.kid.value)}, pixel Gaussian ${short(gaussian.kid.value)}`,
    ],
    ['Recall', share(model.recall), `real pictures ${share(floor.recall)}; of the variety there is`],
    ['Coverage', share(model.coverage), `real pictures ${share(floor.coverage)}; of real neighbourhoods`],
    [
      'MS-SSIM of pairs',
      share(candidates[0].diversity.value),
      `training pictures ${share(trainingDiversity.value)}; lower is more varied`,
    ],
  ]
  return `<dl class="figures">${cards
    .map(
      ([term, value, context]) =>
        `<div><dt>${escape(term)}</dt><dd>${value}</dd><small>${escape(context)}</small></div>`,
    )
    .join('')}</dl>`
}

/** A space that was trained on faces says most. */
function headline(spaces: readonly Space[]): Space {
  return spaces.find(({ name }) => name === 'face-embedding') ?? spaces[0]
}

const spaceNotes: Readonly<Record<string, string>> = {
  'face-embedding':
    'Faces as a network trained to tell people apart sees them (dlib’s ResNet, from face-api): who somebody is, whatever the background. The space closest to what a person looks at; read KID, recall and coverage in it, for a blur passes for precise.',
  'random-conv':
    'A convolution network that nobody trained, with weights from a fixed seed: texture and colour in its first layers, layout in its last. It knows nothing of faces, and is the same on every machine.',
  'pixel-pca':
    'Eigenface coordinates of the training pictures. It sees large forms and light, and cannot fault the pixel Gaussian, which is drawn in the same space.',
}

function spaceSection({ name, dimensions, scores }: Space, { candidates }: Evaluation): string {
  const floor = scores.find((row) => row.name === 'held-out')!
  const dots = scores.map((row, i) => ({
    name: row.name,
    tone: toneOf(candidates[i]),
    estimate: row.kid,
  }))
  const { memorisation } = scores[0]
  return `<section>
<h2>${escape(name)}</h2>
<p class="soft">${escape(spaceNotes[name] ?? 'A feature space given to this evaluation.')} ${dimensions} dimensions.</p>
<div class="scroll"><table>
<tr><th></th><th>KID</th><th>Fréchet</th><th>precision</th><th>recall</th><th>density</th><th>coverage</th></tr>
${scores.map((row, i) => scoreRow(row, toneOf(candidates[i]))).join('\n')}
</table></div>
<div class="plots">
<figure>${dotPlot(`KID in ${name}`, dots, Math.max(floor.kid.standardError, 1e-6))}<figcaption>KID with two standard errors; 0 is real. The scale is logarithmic away from 0.</figcaption></figure>
${
  memorisation
    ? `<figure>${distanceCurves(`Distances to training pictures in ${name}`, memorisation)}<figcaption>Share of pictures whose nearest training picture is within a distance: <span class="key model"><span>generated</span></span>, <span class="key floor"><span>held-out</span></span>. A generated curve far to the left would be copying. A generated face is nearer than an unseen real one ${percent(memorisation.shareNearer)} of the time.</figcaption></figure>`
    : ''
}
</div>
</section>`
}

function scoreRow(
  { name, kid, frechet, precision, recall, density, coverage }: Scores,
  tone: string,
): string {
  const cells = [precision, recall, density, coverage].map((value) => `<td>${share(value)}</td>`).join('')
  return `<tr class="${tone}"><td class="key ${tone}"><span>${escape(name)}</span></td><td>${short(kid.value)} <small>± ${short(kid.standardError)}</small></td><td>${short(frechet)}</td>${cells}</tr>`
}

function nearestSection({ nearest }: Sheets): string {
  if (!nearest) return ''
  return `<section><h2>Nearest to the training pictures</h2>
<figure class="sheet"><img src="${nearest}" alt="generated faces above their nearest training pictures"><figcaption>Above, the generated faces that lie nearest to a training picture; below each, that picture. These are real people: keep this page to yourself.</figcaption></figure></section>`
}

function diversitySection({ candidates, trainingDiversity, protocol }: Evaluation): string {
  const dots = [
    ...candidates.map((candidate) => ({
      name: candidate.name,
      tone: toneOf(candidate),
      estimate: candidate.diversity,
    })),
    { name: 'training', tone: 'floor', estimate: trainingDiversity },
  ]
  const detected = candidates.filter(({ oneFace }) => oneFace !== undefined)
  return `<section><h2>Variety</h2>
<p class="soft">Mean MS-SSIM between pairs of pictures of one set, at ${protocol.msSsimScales.join(', ')} pixels. A generator that repeats itself lies to the right of the training pictures.</p>
<div class="plots"><figure>${dotPlot('MS-SSIM of pairs', dots)}</figure>
${
  detected.length > 0
    ? `<table><tr><th></th><th>exactly one face found</th></tr>${detected
        .map(
          (candidate) =>
            `<tr><td class="key ${toneOf(candidate)}"><span>${escape(candidate.name)}</span></td><td>${percent(candidate.oneFace!)}</td></tr>`,
        )
        .join('')}</table>`
    : ''
}</div></section>`
}

function discriminatorSection({ discriminator }: Evaluation): string {
  if (!discriminator) return ''
  const rows = (['training', 'heldOut', 'generated'] as const).map((key) => {
    const { accuracy, meanLogit } = discriminator[key]
    return `<tr><td>${key === 'heldOut' ? 'held-out' : key}</td><td>${short(meanLogit)}</td><td>${percent(accuracy)}</td></tr>`
  })
  return `<section><h2>Discriminator</h2>
<p class="soft">It should like real pictures that it has seen and real ones that it has not alike. It prefers training pictures to held-out ones ${percent(discriminator.overfitting)} of the time (50 % is no overfitting), and to generated ones ${percent(discriminator.separation)}. Trained by a relativistic loss, its logits have no zero, and being right means little.</p>
<div class="scroll"><table class="narrow"><tr><th></th><th>mean logit</th><th>right</th></tr>${rows.join('')}</table></div></section>`
}

function termsSection({ protocol, counts }: Evaluation): string {
  const { kidReference, matchedCount, matchedBlocks } = protocol
  const terms: [string, string][] = [
    [
      'KID',
      `Kernel distance, unbiased (Bińkowski et al. 2018), of all pictures against ${thousands(kidReference)} training pictures; ± is the jackknife's standard error. Lower is better, 0 is real.`,
    ],
    [
      'Fréchet',
      `Distance between fitted Gaussians (Heusel et al. 2017) of ${thousands(matchedCount)} pictures on either side. It falls with that number, so compare it with other rows here, not with other pages.`,
    ],
    [
      'precision, recall',
      'Share of faces among the real ones; share of real ones among the faces (Kynkäänniemi et al. 2019, k = 3).',
    ],
    [
      'density, coverage',
      `How deep among real pictures the faces lie; share of real neighbourhoods with a face in them (Naeem et al. 2020, k = 5). Like precision and recall, on ${thousands(matchedCount)} pictures a side, mean of ${matchedBlocks} blocks.`,
    ],
    [
      'held-out',
      `${thousands(counts.heldOut)} real pictures, taken to be unseen in training: the best that can be hoped for. If the model did learn from them, this row is too good and the distances say nothing.`,
    ],
    [
      'pca-gaussian',
      'A Gaussian with the mean and covariance of the training pixels, in at most 256 principal components: what a generator must beat.',
    ],
    ['noise', 'Independent uniform pixels: how bad a number can get.'],
    [
      'spaces',
      'Every feature is shifted and scaled to mean 0 and deviation 1 on the training pictures. Numbers of two spaces, or of two data sets, are not comparable.',
    ],
  ]
  return `<section><h2>How to read this</h2><dl class="terms">${terms
    .map(([term, text]) => `<dt>${escape(term)}</dt><dd>${escape(text)}</dd>`)
    .join('')}</dl></section>`
}

function footer({ model, created, evaluation }: Report): string {
  return `<footer>Measured by facegan on ${escape(created.slice(0, 10))} in ${Math.round(evaluation.seconds)} s. Weights ${escape(model.sha256)}. The numbers are in evaluation.json beside this page.</footer>`
}
