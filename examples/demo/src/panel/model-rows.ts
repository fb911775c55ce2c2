import type { ModelManifest } from '@facegan/web'
import type { Row } from './rows.ts'

/** The model card's essentials, from the manifest. */
export function modelRows({
  name,
  version,
  licence,
  image,
  files,
  training,
  metrics,
  parity,
}: ModelManifest): Row[] {
  const megabytes = (files.generator.bytes / 1e6).toFixed(1)
  return [
    ['Name', `${name} ${version}`],
    ['Licence', licence],
    ['Draws', `${image.width} × ${image.height} pixels, from ${megabytes} MB`],
    ...(training?.data ?? []).map(({ name: what, pictures, licence: terms }, n): Row => [
      n === 0 ? 'Trained on' : '',
      `${pictures.toLocaleString('en')} ${what}; ${terms}`,
    ]),
    ...(training ? [['Pictures seen', training.imagesSeen.toLocaleString('en')] as const] : []),
    ...Object.entries(metrics ?? {}).map(([metric, value]): Row => [metric, String(value)]),
    ...(parity ? [['Other runtimes', sameness(parity)] as const] : []),
  ]
}

function sameness({ seeds, comparisons }: NonNullable<ModelManifest['parity']>): string {
  const largest = Math.max(...comparisons.map(({ maxLevels }) => maxLevels))
  const runtimes = [...new Set(comparisons.flatMap(({ between }) => between))].join(', ')
  return `seeds ${seeds} drawn by ${runtimes}: at most ${largest} of 255 levels apart`
}
