import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { FaceganError, messageOf } from '@facegan/core'
import { writeAtomic } from '@facegan/trainer'
import * as v from 'valibot'
import { RecogniserFileError } from './errors.ts'
import type { PeopleModel } from './people-model.ts'
import type { FaceFeatures, StateTensor } from './recogniser.ts'
import { recognisers } from './recognisers/index.ts'
import { decodeTensors, encodeTensors, type NamedTensor, type Tensors } from './safetensors.ts'

const format = 'facegan-recogniser'
const formatVersion = '1'
const noSum = '0'.repeat(64)
const statePrefix = 'state.'

const natural = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const finite = v.pipe(v.number(), v.finite())
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1))
const thresholdSchema = v.strictObject({
  distance: finite,
  impostors: natural,
  falseMatchRate: share,
  genuine: natural,
  falseNonMatchRate: v.nullable(share),
})
const thresholdsSchema = v.nullable(
  v.strictObject({ identification: thresholdSchema, verification: thresholdSchema }),
)
const peopleSchema = v.pipe(v.array(v.pipe(v.string(), v.minLength(1))), v.minLength(1))
const settingsSchema = v.record(v.string(), v.unknown())
const sizeSchema = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(4096))

/**
 * Writes a trained recogniser and the people it knows to one file in the safetensors format; other tools can read its
 * numbers. The file has its name only once it is whole.
 *
 * It holds the vectors of the people's pictures, from which people can be recognised: it is personal data like the pictures.
 *
 * @throws RecogniserFileError where it cannot be written
 */
export async function saveRecogniser(model: PeopleModel, path: string): Promise<void> {
  const { recogniser, features, people, labels, gallery, thresholds } = model
  const { settings, tensors } = features.state()
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  const content: Tensors = {
    metadata: {
      format,
      version: formatVersion,
      facegan: version,
      recogniser: recogniser.name,
      size: JSON.stringify(features.size),
      people: JSON.stringify(people),
      thresholds: JSON.stringify(thresholds ?? null),
      settings: JSON.stringify(settings),
      sha256: noSum,
    },
    tensors: new Map<string, NamedTensor>([
      ['labels', { shape: [labels.length], data: labels }],
      ['gallery', { shape: [labels.length, features.width], data: gallery }],
      ...Object.entries(tensors).map(([name, tensor]): [string, NamedTensor] => [
        `${statePrefix}${name}`,
        tensor,
      ]),
    ]),
  }
  const { header, data } = encodeTensors(content)
  const summed = replaceSum(header, noSum, sumOf(header, data))
  try {
    await mkdir(dirname(resolve(path)), { recursive: true })
    await writeAtomic(path, Buffer.concat([summed, data]))
  } catch (error) {
    throw new RecogniserFileError(path, `could not be written: ${messageOf(error)}`, {
      hint: 'give --out a file in a folder that can be written to',
      cause: error,
    })
  }
}

/**
 * Reads what `saveRecogniser` wrote. A file that was damaged or changed is refused, by its SHA-256 and by what it says.
 *
 * @throws RecogniserFileError; MissingFaceApiError where the recogniser needs that package
 */
export async function loadRecogniser(path: string): Promise<PeopleModel> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'ENOENT' ? 'is not there' : `could not be read: ${error.message}`
    throw new RecogniserFileError(path, why, { cause: error })
  })
  try {
    return await parse(bytes)
  } catch (error) {
    if (FaceganError.isInstance(error) && error.code !== 'FACEGAN_RECOGNITION_DATA') throw error
    throw new RecogniserFileError(path, messageOf(error).replace(/\.$/, ''), { cause: error })
  }
}

async function parse(bytes: Buffer): Promise<PeopleModel> {
  const { metadata, tensors, header, data } = decodeTensors(bytes)
  if (metadata['format'] !== format) throw new Error('is no recogniser of facegan')
  if (metadata['version'] !== formatVersion)
    throw new Error(
      `is of version ${JSON.stringify(metadata['version'])}; this program reads version ${formatVersion}`,
    )
  const sum = metadata['sha256'] ?? ''
  if (!/^[0-9a-f]{64}$/.test(sum) || sumOf(replaceSum(header, sum, noSum), data) !== sum)
    throw new Error('was damaged or changed: it does not match its own SHA-256')

  const recogniser = recognisers.get(metadata['recogniser'] ?? '')
  if (!recogniser)
    throw new Error(
      `needs the method ${JSON.stringify(metadata['recogniser'])}, which this version does not have`,
    )
  const people = field(peopleSchema, metadata, 'people')
  const size = field(sizeSchema, metadata, 'size')
  const thresholds = field(thresholdsSchema, metadata, 'thresholds') ?? undefined
  const settings = field(settingsSchema, metadata, 'settings')
  const state = Object.fromEntries(
    [...tensors]
      .filter(([name]) => name.startsWith(statePrefix))
      .map(([name, { shape, data }]) => [
        name.slice(statePrefix.length),
        { shape, data: floats(name, data) },
      ]),
  ) satisfies Record<string, StateTensor>
  const features = await recogniser.restore({ settings, tensors: state })
  try {
    if (features.size !== size) throw new Error('contradicts itself about the size of pictures')
    return { recogniser, features, people, thresholds, ...known(tensors, features, people) }
  } catch (error) {
    features.dispose()
    throw error
  }
}

function known(tensors: Tensors['tensors'], { width }: FaceFeatures, people: readonly string[]) {
  const [labels, gallery] = [tensors.get('labels'), tensors.get('gallery')]
  if (!labels || !gallery || !(labels.data instanceof Int32Array)) throw new Error('has no people in it')
  const count = labels.data.length
  const vectors = floats('gallery', gallery.data)
  if (count === 0 || vectors.length !== count * width)
    throw new Error(`has ${vectors.length} numbers for ${count} pictures of ${width} numbers each`)
  if (labels.data.some((label) => label < 0 || label >= people.length))
    throw new Error('has pictures of people that it does not name')
  return { labels: labels.data, gallery: vectors }
}

function floats(name: string, data: NamedTensor['data']): Float32Array {
  if (data instanceof Float32Array && data.every((value) => Number.isFinite(value))) return data
  throw new Error(`has numbers in ${JSON.stringify(name)} that are none`)
}

function field<Schema extends v.GenericSchema>(
  schema: Schema,
  metadata: Readonly<Record<string, string>>,
  name: string,
): v.InferOutput<Schema> {
  try {
    return v.parse(schema, JSON.parse(metadata[name]))
  } catch (error) {
    throw new Error(`says nothing that can be understood about its ${name}`, { cause: error })
  }
}

function sumOf(header: Buffer, data: Buffer): string {
  return createHash('sha256').update(header).update(data).digest('hex')
}

/** The header with another checksum in the checksum's place, of the same length. */
function replaceSum(header: Buffer, from: string, to: string): Buffer {
  const changed = Buffer.from(header)
  const at = changed.indexOf(`"sha256":"${from}"`)
  if (at >= 0) changed.write(to, at + '"sha256":"'.length)
  return changed
}
