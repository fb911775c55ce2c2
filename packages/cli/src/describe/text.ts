import type { ModelManifest } from '@facegan/core'
import type { Terminal } from '../terminal/terminal.ts'
import type { Description } from './description.ts'

/** What was found out of an ONNX file, a line each, and what somebody should look at. */
export function findingsText({ findings }: Description, color: Terminal['color']): string {
  const width = Math.max(...findings.map(({ what }) => what.length)) + 2
  const paint = {
    guessed: color.yellow,
    unknown: color.yellow,
    read: color.dim,
    measured: color.dim,
    given: color.dim,
  }
  const lines = findings.map(
    ({ what, value, how }) => `${what.padEnd(width)}${value}  ${paint[how](`(${how})`)}`,
  )
  return `${lines.join('\n')}\n`
}

/** A model's manifest for a person. */
export function modelText(manifest: ModelManifest, integrity: string): string {
  const { name, version, licence, files, latent, image, output, training, parity, directions } = manifest
  const picture =
    output.encoding === 'packed-rgba'
      ? output.encoding
      : `${output.type} ${output.layout}, ${output.range.join(' to ')}`
  const lines = [
    ['model', `${name} ${version}`],
    ['licence', licence],
    ['picture', `${image.width}x${image.height}, ${image.channels === 3 ? 'colour' : 'grey'} (${picture})`],
    ['latent', `${latent.size} numbers`],
    ...(manifest.extraInputs ?? []).map(({ name: input, value }) => [
      'input',
      `${input}: ${value === 'normal' ? 'normals drawn from the seed' : `always ${[value].flat().slice(0, 4).join(', ')}`}`,
    ]),
    ...(manifest.batch ? [['batch', String(manifest.batch)]] : []),
    ['file', `${files.generator.path}, ${files.generator.bytes.toLocaleString('en')} bytes`],
    ['SHA-256', files.generator.sha256],
    ['integrity', integrity],
    ...(training
      ? [['trained', `${training.preset}, ${training.imagesSeen.toLocaleString('en')} pictures seen`]]
      : []),
    ...(training?.data ?? []).map((data) => [
      'data',
      `${data.name}: ${data.pictures.toLocaleString('en')} pictures, ${data.licence}`,
    ]),
    ...(parity
      ? [
          [
            'parity',
            `seeds ${parity.seeds} within ${Math.max(...parity.comparisons.map(({ maxLevels }) => maxLevels))} level of 255`,
          ],
        ]
      : []),
    ...(directions?.length ? [['edits', directions.map((direction) => direction.name).join(', ')]] : []),
  ]
  return `${lines.map(([what, value]) => `${what.padEnd(11)}${value}`).join('\n')}\n`
}
