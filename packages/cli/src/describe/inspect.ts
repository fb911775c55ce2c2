import {
  checkManifest,
  extraInputProblems,
  feedsOf,
  graphProblems,
  manifestFormatVersion,
  messageOf,
  numbersOfRecipes,
  sha256Of,
  unpackNumbers,
  type Feed,
  type GraphSignature,
  type ModelManifest,
  type TensorData,
} from '@facegan/core'
import { readOnnxHeader, type OnnxHeader } from '../onnx/onnx-file.ts'
import { CannotDescribeError, printable, type Description, type Finding, type Wishes } from './description.ts'
import { chooseLatent, guessExtraInputs, show } from './inputs.ts'
import { choosePicture, type PictureForm, type RunOutput } from './picture.ts'
import { guessRange } from './range.ts'

/** An opened graph. */
export interface InspectedSession {
  readonly graph: GraphSignature
  run(
    feeds: readonly Feed[],
  ): Promise<Readonly<Record<string, { dims: readonly number[]; type: string; data: TensorData }>>>
}

const seeds = [0, 1, 2, 3, 4, 5, 6, 7]
/** In parts of the range: what another order of sums may change, and no neighbour. */
const tolerance = 0.01

/**
 * Proposes the manifest of a generator: from what its graph says, and from eight faces.
 *
 * @param name of the model
 * @param open opens it in ONNX Runtime
 * @throws CannotDescribeError
 */
export async function inspect(
  bytes: Uint8Array<ArrayBuffer>,
  name: string,
  wishes: Wishes,
  open: () => Promise<InspectedSession>,
): Promise<Description> {
  const header = headerOf(bytes)
  const session = await opened(open, header)
  const { graph } = session
  const [latent, howLatent] = chooseLatent(graph, wishes)
  const { extraInputs, findings: onInputs } = guessExtraInputs(graph, latent, wishes)
  const [wrong] = extraInputProblems(extraInputs)
  if (wrong !== undefined) throw new CannotDescribeError(`No manifest describes it: ${wrong}.`)
  const fixed = typeof latent.shape[0] === 'number' ? latent.shape[0] : undefined
  const size = latent.shape.slice(1).reduce<number>((product, n) => product * Number(n), 1)
  if (!(size <= 65_536))
    throw new CannotDescribeError(`Input ${latent.name} has ${size} numbers; at most 65536 are drawn.`)
  const draft = {
    input: { name: latent.name },
    latent: { size, distribution: 'normal' as const },
    ...(extraInputs.length > 0 ? { extraInputs } : {}),
  }

  /** All outputs for some seeds, in a batch that may be larger. */
  async function draw(some: readonly number[], batch: number): Promise<RunOutput[]> {
    const numbers = numbersOfRecipes(
      some.map((seed) => ({ seed })),
      draft,
      1,
    )
    const results = await session.run(
      feedsOf(draft, { type: latent.type as 'float32', shape: latent.shape }, numbers, 0, batch),
    )
    return Object.entries(results).map(([output, { dims, type, data }]) => ({
      name: output,
      type,
      dims,
      numbers: unpackNumbers(type, data),
    }))
  }
  const one = fixed ?? 1
  const first = await draw([0], one).catch((error: unknown) => {
    throw new CannotDescribeError(
      `It cannot be run on a latent of ${show(latent)}: ${reasonOf(error)}`,
      undefined,
      error,
    )
  })
  const form = choosePicture(first, one, wishes)
  const faceOf = (outputs: readonly RunOutput[], batch: number, n = 0) => pictureOf(outputs, form, batch, n)
  const faces: Float64Array[] = []
  const extremes = { low: Infinity, high: -Infinity }
  for (const seed of seeds) {
    const face = faceOf(seed === 0 ? first : await draw([seed], one), one)
    widen(extremes, face)
    if (faces.length < 3) faces.push(face) // large pictures fill the memory
  }
  checkFaces(faces, faceOf(await draw([0], one), one), latent.name)

  const { low, high } = extremes
  const range = wishes.range
    ? { range: [...wishes.range] as [number, number], how: 'given' as const }
    : form.packed
      ? undefined
      : guessRange(form.type, low, high)
  const together = fixed === undefined ? await drawnTogether() : undefined

  /** Whether three faces come out of one run as they do alone. */
  async function drawnTogether(): Promise<boolean> {
    const three = await draw(seeds.slice(0, 3), 3).catch(() => undefined)
    const pictures = three?.find(({ name: output }) => output === form.name)
    if (!three || pictures?.dims[0] !== 3) return false
    const allowed = form.packed ? 0 : tolerance * (range ? range.range[1] - range.range[0] : 1)
    return [0, 1, 2].every((n) =>
      faceOf(three, 3, n).every((value, i) => !(Math.abs(value - faces[n][i]) > allowed)),
    )
  }

  const manifest = checkManifest(
    {
      format: 'facegan-model',
      formatVersion: manifestFormatVersion,
      name,
      version: '0.1.0',
      licence: 'unknown',
      files: { generator: { path: 'generator.onnx', bytes: bytes.length, sha256: await sha256Of(bytes) } },
      latent: draft.latent,
      image: form.image,
      input: draft.input,
      ...(draft.extraInputs ? { extraInputs } : {}),
      ...(together === false ? { batch: 1 } : {}),
      output: range
        ? { name: form.name, encoding: 'linear', type: form.type, layout: form.layout, range: range.range }
        : { name: form.name, encoding: 'packed-rgba' },
    } satisfies Record<keyof ModelManifest | string, unknown>,
    'the proposed manifest',
  )
  const problems = graphProblems(manifest, graph)
  if (problems.length > 0) throw new CannotDescribeError(`No manifest describes it: ${problems.join('; ')}.`)
  const findings: Finding[] = [
    { what: 'file', value: fileText(header), how: 'read' },
    { what: 'latent', value: `${latent.name} ${show(latent)}, ${size} numbers`, how: howLatent },
    { what: 'distribution', value: 'N(0, 1), as most generators learn from', how: 'guessed' },
    ...onInputs,
    { what: 'picture', value: pictureText(form, first), how: form.how },
    ...(range
      ? [
          {
            what: 'range',
            value: `${range.range.join(' to ')} (seen: ${round(low)} to ${round(high)})`,
            how: range.how,
          },
        ]
      : []),
    fixed === undefined
      ? {
          what: 'batch',
          value: together
            ? 'any: three at once gave the same faces'
            : '1: several at once fail, or change each other',
          how: 'measured',
        }
      : { what: 'batch', value: `${fixed}, fixed in the graph`, how: 'read' },
    { what: 'licence', value: 'the file does not say', how: 'unknown' },
  ]
  return {
    manifest,
    findings: findings.map(({ what, value, how }) => ({
      what: printable(what),
      value: printable(value),
      how,
    })),
    graph,
  }
}

function headerOf(bytes: Uint8Array): OnnxHeader {
  try {
    return readOnnxHeader(bytes)
  } catch (error) {
    throw new CannotDescribeError(
      `It is no ONNX file: ${messageOf(error)}.`,
      'it may be cut short, or a page instead of a download',
      error,
    )
  }
}

async function opened(
  open: () => Promise<InspectedSession>,
  { opset }: OnnxHeader,
): Promise<InspectedSession> {
  try {
    return await open()
  } catch (error) {
    const message = messageOf(error)
    const newest = /till opset (\d+)/.exec(message)?.[1]
    if (newest)
      throw new CannotDescribeError(
        `Its opset is ${opset}; this ONNX Runtime reads opsets up to ${newest}.`,
        `export it with opset 21 or older`,
        error,
      )
    const apart = /external data|external initializer/i.test(message)
    throw new CannotDescribeError(
      `ONNX Runtime cannot open it: ${reasonOf(error)}`,
      apart
        ? 'its weights are in other files: save it as one (Python: `onnx.save(onnx.load(path), path)`)'
        : undefined,
      error,
    )
  }
}

/** ONNX Runtime's message without the line of its source. */
function reasonOf(error: unknown): string {
  return messageOf(error)
    .replace(/\/\S+:\d+ .*?\) /g, '')
    .trim()
}

/** The numbers of the n-th picture. @throws CannotDescribeError where its size changed */
function pictureOf(
  outputs: readonly RunOutput[],
  { name, image, packed }: PictureForm,
  batch: number,
  n: number,
): Float64Array {
  const numbers = outputs.find((output) => output.name === name)?.numbers ?? []
  const size = image.width * image.height * (packed ? 1 : image.channels)
  if (numbers.length !== batch * size)
    throw new CannotDescribeError(
      `Output ${name} changes its size: ${numbers.length} numbers where ${batch * size} were expected.`,
    )
  return Float64Array.from({ length: size }, (_, i) => numbers[n * size + i])
}

function checkFaces(faces: readonly Float64Array[], again: Float64Array, latent: string): void {
  if (again.some((value, i) => value !== faces[0][i]))
    throw new CannotDescribeError(
      'It draws random numbers of its own: the same latent gave two pictures, so a seed is no face.',
      'export it with noise as an input, or without noise',
    )
  if (faces.every((face) => face.every((value, i) => value === faces[0][i])))
    throw new CannotDescribeError(
      `All faces come out the same: the picture does not depend on ${latent}.`,
      'another input may be the latent: --latent NAME',
    )
}

function widen(extremes: { low: number; high: number }, face: Float64Array): void {
  for (const value of face) {
    if (!Number.isFinite(value))
      throw new CannotDescribeError(
        'Its pictures hold numbers that are none (NaN or infinite).',
        'a float16 network may overflow on the CPU: export it as float32',
      )
    if (value < extremes.low) extremes.low = value
    if (value > extremes.high) extremes.high = value
  }
}

function fileText({ producer, opset }: OnnxHeader): string {
  return `${opset ? `opset ${opset}` : 'no opset'}${producer ? `, by ${producer}` : ''}`
}

function pictureText(
  { name, type, image, packed, layout }: PictureForm,
  outputs: readonly RunOutput[],
): string {
  const { dims = [] } = outputs.find((output) => output.name === name) ?? {}
  const colours = packed ? 'packed RGBA' : image.channels === 3 ? `colour, ${layout}` : 'grey'
  return `${name} ${type} [N,${dims.slice(1).join(',')}]: ${image.width}x${image.height}, ${colours}`
}

function round(value: number): number {
  return Number(value.toPrecision(3))
}
