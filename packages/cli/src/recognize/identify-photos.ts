import {
  identify,
  loadRecogniser,
  readFaces,
  type FaceOfPicture,
  type Identification,
} from '@facegan/recognition'
import type { Terminal } from '../terminal/terminal.ts'
import { eachPhoto } from './each-photo.ts'
import { distanceText, identificationText, printable } from './text.ts'
import { warnOfWholePhotos } from './warn-whole-photos.ts'

export interface PhotosOptions {
  readonly model: string
  readonly align: boolean
  readonly json: boolean
  readonly terminal: Terminal
}

/** `facegan recognize identify` */
export async function identifyPhotos(photos: readonly string[], options: PhotosOptions): Promise<void> {
  const { align, json, terminal } = options
  const model = await loadRecogniser(options.model)
  const { size } = model.features
  const threshold = model.thresholds?.identification
  const found: object[] = []
  try {
    await eachPhoto(photos, terminal, async (photo) => {
      const faces = await readFaces(photo, {
        size,
        align: align ? 'all' : undefined,
        signal: terminal.signal,
      })
      if (!align) await warnOfWholePhotos(faces[0].pixels, size, terminal)
      const answers = await identify(model, new Uint8Array(Buffer.concat(faces.map(({ pixels }) => pixels))))
      if (json) found.push({ photo, faces: answers.map((answer, i) => jsonOf(answer, faces[i])) })
      else answers.forEach((answer, i) => terminal.print(textOf(photo, answer, faces[i], terminal)))
    })
  } finally {
    model.features.dispose()
    if (json)
      terminal.print(
        `${JSON.stringify({ model: options.model, method: model.recogniser.name, threshold: threshold ?? null, photos: found }, null, 2)}\n`,
      )
    else if (threshold) terminal.note(terminal.color.dim(`${identificationText(threshold)}\n`))
  }
}

function jsonOf({ person, candidates }: Identification, { aligned }: FaceOfPicture): object {
  return {
    person: person ?? null,
    candidates: candidates.map(({ below, ...candidate }) => ({ ...candidate, below: below ?? null })),
    ...(aligned && { box: aligned.box, outside: aligned.outside }),
  }
}

function textOf(
  photo: string,
  { person, candidates }: Identification,
  { aligned }: FaceOfPicture,
  { color }: Terminal,
): string {
  const place = aligned ? ` at ${Math.round(aligned.points.nose.x)},${Math.round(aligned.points.nose.y)}` : ''
  const answer = person === undefined ? color.yellow('nobody known') : color.green(printable(person))
  const width = Math.max(...candidates.map((candidate) => printable(candidate.person).length))
  const lines = candidates.map(({ person, distance, below }) => {
    const line = `${printable(person).padEnd(width)}  ${distanceText(distance)}`
    return `  ${below === false ? color.dim(`  ${line}`) : `${color.green('✓')} ${line}`}\n`
  })
  return `${printable(photo)}${place}: ${answer}\n${lines.join('')}`
}
