import { dirname } from 'node:path'
import { InvalidOptionError } from '@facegan/core'
import {
  copyDistance,
  describeFaces,
  detectFaces,
  faceEmbeddings,
  likeness,
  loadPictures,
  makeUp,
  verification,
  type LikenessReport,
  type MakeUp,
  type NamedEmbeddings,
  type NamedPictures,
  type Verification,
} from '@facegan/trainer/judge'
import { openModel, type OpenModel } from '../model/open-model.ts'

export interface JudgeModelOptions {
  /** What `openModel` takes. */
  readonly model: string
  /** Training pictures; empty: those of the run, or none. */
  readonly data: readonly string[]
  readonly heldOut: readonly string[]
  /** One folder a person. */
  readonly labelled: string | undefined
  readonly count: number
  /** Nothing is done without training pictures to hold the faces against. */
  readonly requireTraining: boolean
  readonly signal: AbortSignal
  readonly onMessage: (message: string) => void
}

export interface JudgeReport {
  readonly model: string
  readonly size: number
  /** The seeds judged: 0 up to this many. */
  readonly count: number
  /** Share of pictures with exactly one face. */
  readonly exactlyOneFace: { readonly generated: number; readonly training?: number }
  readonly makeUp: { readonly generated: MakeUp; readonly training?: MakeUp }
  readonly likeness?: LikenessReport
  /** How well the judge tells people apart at this size. */
  readonly verification?: Verification
}

/** Faces are detected and described in so many pictures; shares are good to 3 % then. */
const described = 1000
/** Faces drawn and embedded before the next are drawn. */
const chunk = 500

/** Draws seeds 0, 1, 2, … and judges them beside the pictures that the model learned from. */
export async function judgeModel(options: JudgeModelOptions): Promise<JudgeReport> {
  const { count, signal, onMessage } = options
  const model = await openModel(options.model)
  try {
    const { size } = model
    const places =
      options.data.length > 0 ? options.data : (model.run?.record.data.map(({ path }) => path) ?? [])
    if (options.requireTraining && places.length === 0)
      throw new InvalidOptionError(
        '--data',
        'given with --require: the pictures it was trained on',
        undefined,
      )
    const load = (paths: readonly string[]) => loadPictures(paths, size, signal)
    const training = places.length > 0 ? await load(places) : undefined
    const heldOut = options.heldOut.length > 0 ? await load(options.heldOut) : undefined
    const labelled = options.labelled === undefined ? undefined : await load([options.labelled])

    onMessage(`looking at ${Math.min(count, described).toLocaleString('en')} generated faces`)
    const first = await model.generate(seedsFrom(0, Math.min(count, described)), signal)
    const generatedLook = await look(first, size, signal)
    const trainingLook = training && (await look(everyNth(training, described), size, signal))
    const report = {
      model: model.name,
      size,
      count,
      exactlyOneFace: { generated: generatedLook.exactlyOne, training: trainingLook?.exactlyOne },
      makeUp: { generated: generatedLook.makeUp, training: trainingLook?.makeUp },
      verification: labelled && (await verify(labelled, signal)),
    }
    if (!training) return report

    onMessage('comparing with the training pictures')
    return {
      ...report,
      likeness: likeness({
        training: await embed(training, signal),
        heldOut: heldOut && (await embed(heldOut, signal)),
        copyDistance: await copyDistance(training.pixels, size, { signal }),
        generated: await embedSeeds(model, options),
      }),
    }
  } finally {
    await model.dispose()
  }
}

async function look(pixels: Uint8Array, size: number, signal: AbortSignal) {
  const { exactlyOne } = await detectFaces(pixels, size, { signal })
  return { exactlyOne, makeUp: makeUp(await describeFaces(pixels, size, { signal })) }
}

async function embed(
  { pixels, size, names }: NamedPictures,
  signal: AbortSignal,
): Promise<NamedEmbeddings<string>> {
  return { embeddings: await faceEmbeddings(pixels, size, { signal }), names }
}

async function verify({ pixels, size, names }: NamedPictures, signal: AbortSignal): Promise<Verification> {
  return verification(await faceEmbeddings(pixels, size, { signal }), names.map(dirname))
}

async function embedSeeds(
  model: OpenModel,
  { count, signal, onMessage }: JudgeModelOptions,
): Promise<NamedEmbeddings<number>> {
  const rows: Float32Array[] = []
  for (let from = 0; from < count; from += chunk) {
    const pixels = await model.generate(seedsFrom(from, Math.min(chunk, count - from)), signal)
    rows.push(await faceEmbeddings(pixels, model.size, { signal }))
    onMessage(`${Math.min(count, from + chunk).toLocaleString('en')} of ${count.toLocaleString('en')} faces`)
  }
  const width = rows[0].length / Math.min(chunk, count)
  const embeddings = new Float32Array(count * width)
  rows.forEach((row, i) => embeddings.set(row, i * chunk * width))
  return { embeddings, names: seedsFrom(0, count) }
}

function seedsFrom(start: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => start + i)
}

/** About `most` pictures, from all over the set: folders are often sorted by what they show. */
function everyNth({ pixels, size, names }: NamedPictures, most: number): Uint8Array {
  const row = size * size * 3
  const count = Math.min(most, names.length)
  const chosen = new Uint8Array(count * row)
  for (let i = 0; i < count; i++) {
    const n = Math.floor((i * names.length) / count)
    chosen.set(pixels.subarray(n * row, (n + 1) * row), i * row)
  }
  return chosen
}
