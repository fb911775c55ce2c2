import { InvalidOptionError } from '@facegan/core'
import { loadPeople, recognisers, saveRecogniser, trainPeopleModel } from '@facegan/recognition'
import type { Terminal } from '../terminal/terminal.ts'
import { count, identificationText, printable, verificationText } from './text.ts'
import { warnOfWholePhotos } from './warn-whole-photos.ts'

export interface TrainPeopleOptions {
  readonly out: string
  readonly method: string
  readonly align: boolean
  readonly size: number | undefined
  readonly falseMatchRate: number
  readonly seed: number | undefined
  readonly json: boolean
  readonly terminal: Terminal
}

/** `facegan recognize train` */
export async function trainPeople(path: string, options: TrainPeopleOptions): Promise<void> {
  const { out, method, align, size, falseMatchRate, seed, json, terminal } = options
  const { signal } = terminal
  const recogniser = recognisers.get(method)
  if (!recogniser)
    throw new InvalidOptionError('--method', `one of ${[...recognisers.keys()].join(', ')}`, method)
  const faces = await loadPeople(path, {
    size,
    align,
    signal,
    onMessage: (message) => terminal.note(`${terminal.color.yellow('warning:')} ${printable(message)}\n`),
    onProgress: (done, total) =>
      terminal.progress(
        `faces cut out of ${total === undefined ? count(done) : `${count(done)} of ${count(total)}`} pictures`,
      ),
  })
  if (!align) await warnOfWholePhotos(faces.pixels, faces.size, terminal)
  terminal.progress(
    `learning ${count(faces.people.length)} people from ${count(faces.labels.length)} pictures`,
  )
  const model = await trainPeopleModel(recogniser, faces, {
    falseMatchRate,
    seed,
    signal,
    onProgress: (share) => terminal.progress(`learning: ${Math.round(share * 100)} %`),
  })
  await saveRecogniser(model, out)
  terminal.clear()
  const { people, thresholds } = model
  const pictures = faces.labels.length
  if (json) {
    const report = {
      out,
      method,
      people,
      pictures,
      size: faces.size,
      thresholds: thresholds ?? null,
      skipped: faces.skipped,
    }
    return terminal.print(`${JSON.stringify(report, null, 2)}\n`)
  }
  terminal.print(
    `${count(people.length)} people, ${count(pictures)} pictures of ${faces.size}x${faces.size}, ${recogniser.title}\n`,
  )
  if (thresholds)
    terminal.print(
      `Who is it?\n  ${identificationText(thresholds.identification)}\n` +
        `The same person?\n  ${verificationText(thresholds.verification)}\n`,
    )
  else
    terminal.print(
      'There are too few people to tell strangers by: the likeliest person is always the answer\n',
    )
  terminal.print(`${out}\n`)
}
