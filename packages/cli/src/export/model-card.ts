import type { ModelManifest } from '@facegan/core'
import type { About } from './about.ts'

/** The model card: what a person should read before using a model. Facts come from the manifest, judgement from `about`. */
export function modelCard(manifest: ModelManifest, about: About): string {
  const { name, version, licence, image, latent, files, weights, training, parity } = manifest
  const facts = [
    ['Faces', `${image.width} x ${image.height} pixels, ${image.channels === 3 ? 'colour' : 'grey'}`],
    ['Latent', `${latent.size} numbers drawn from N(0, 1)`],
    [
      'File',
      `${files.generator.bytes.toLocaleString('en')} bytes${weights ? `, weights stored as ${weights}` : ''}`,
    ],
    ['SHA-256', `\`${files.generator.sha256}\``],
    ['Licence', licence],
  ]
  if (training) {
    facts.push(['Preset', training.preset])
    facts.push(['Pictures seen', Math.round(training.imagesSeen).toLocaleString('en')])
    if (training.minutes) facts.push(['Training time', `${Math.round(training.minutes)} minutes`])
  }
  const parts = [
    `# ${name} ${version}`,
    'Made by [facegan](https://www.npmjs.com/package/facegan). Every face is generated; `samples.webp` shows seeds 0 to 63, uncurated.',
    table(['', ''], facts),
  ]
  if (training && training.data.length > 0) {
    const rows = training.data.map(({ name, pictures, licence, credit }) => [
      name,
      String(pictures),
      licence,
      credit ?? '',
    ])
    parts.push('## What it learned from', table(['pictures', 'count', 'licence', 'credit'], rows))
  }
  for (const [title, text] of Object.entries(about.card)) parts.push(`## ${title}`, text)
  if (parity) {
    const { comparisons, weightRounding, seeds, toleranceLevels } = parity
    const rows = [...comparisons, ...(weightRounding ? [weightRounding] : [])].map(
      ({ between, maxLevels, meanLevels }) => [between.join(' and '), String(maxLevels), String(meanLevels)],
    )
    parts.push(
      '## The same in every runtime',
      `Seeds ${seeds} drawn by each, in levels of 255; ${toleranceLevels} is allowed between runtimes.`,
      table(['compared', 'largest', 'mean'], rows),
    )
  }
  return `${parts.join('\n\n')}\n`
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}
