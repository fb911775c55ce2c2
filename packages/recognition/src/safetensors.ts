import * as v from 'valibot'

/** The safetensors format: 8 bytes with the header's length, the header in JSON, then the tensors, one behind the other. */

/** Types of numbers that are written and read here. */
export type Numbers = Float32Array | Int32Array

export interface NamedTensor {
  readonly shape: readonly number[]
  readonly data: Numbers
}

export interface Tensors {
  readonly metadata: Readonly<Record<string, string>>
  readonly tensors: ReadonlyMap<string, NamedTensor>
}

const lengthBytes = 8
const metadataKey = '__metadata__'
const natural = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const entrySchema = v.strictObject({
  dtype: v.picklist(['F32', 'I32']),
  shape: v.pipe(v.array(natural), v.maxLength(8)),
  data_offsets: v.tuple([natural, natural]),
})
const metadataSchema = v.record(v.string(), v.string())

/** @returns the header's bytes, with its length before it, and the tensors' */
export function encodeTensors({ metadata, tensors }: Tensors): { header: Buffer; data: Buffer } {
  const header: Record<string, unknown> = { [metadataKey]: metadata }
  const parts: Buffer[] = []
  let offset = 0
  for (const [name, { shape, data }] of tensors) {
    const dtype = data instanceof Int32Array ? 'I32' : 'F32'
    header[name] = { dtype, shape, data_offsets: [offset, offset + data.byteLength] }
    parts.push(Buffer.from(data.buffer, data.byteOffset, data.byteLength))
    offset += data.byteLength
  }
  const json = Buffer.from(JSON.stringify(header))
  const padded = Buffer.concat([
    json,
    Buffer.alloc((lengthBytes - (json.length % lengthBytes)) % lengthBytes, ' '),
  ])
  const length = Buffer.alloc(lengthBytes)
  length.writeBigUInt64LE(BigInt(padded.length))
  return { header: Buffer.concat([length, padded]), data: Buffer.concat(parts) }
}

/**
 * Reads a stranger's file: every size that it states is held against what is there before anything is made of it.
 *
 * @throws Error with a few words that say what is wrong with it
 */
export function decodeTensors(bytes: Buffer): Tensors & { header: Buffer; data: Buffer } {
  if (bytes.length < lengthBytes) throw new Error('is too short')
  const length = bytes.readBigUInt64LE()
  if (length > BigInt(bytes.length - lengthBytes))
    throw new Error('has no header of the length that it states')
  const end = lengthBytes + Number(length)
  const [header, data] = [bytes.subarray(0, end), bytes.subarray(end)]
  const entries = Object.entries(parseObject(header.subarray(lengthBytes)))
  const metadata = entries.find(([name]) => name === metadataKey)?.[1]
  if (!v.is(metadataSchema, metadata)) throw new Error('does not say what it is')
  const tensors = new Map<string, NamedTensor>()
  let reached = 0
  for (const [name, entry] of entries.filter(([name]) => name !== metadataKey).toSorted(byOffset)) {
    if (!v.is(entrySchema, entry)) throw new Error(`describes its tensor ${JSON.stringify(name)} wrongly`)
    const [from, to] = entry.data_offsets
    const count = entry.shape.reduce((product, side) => product * side, 1)
    if (from !== reached || to > data.length || to - from !== count * 4)
      throw new Error(`has no tensor ${JSON.stringify(name)} of the size that it states`)
    reached = to
    const { buffer } = new Uint8Array(data.subarray(from, to)) // a copy begins where numbers may begin
    tensors.set(name, {
      shape: entry.shape,
      data: entry.dtype === 'I32' ? new Int32Array(buffer) : new Float32Array(buffer),
    })
  }
  if (reached !== data.length) throw new Error('is longer or shorter than its tensors')
  return { metadata, tensors, header, data }
}

function parseObject(json: Buffer): object {
  let parsed: unknown
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json))
  } catch (error) {
    throw new Error('has a header that is no JSON', { cause: error })
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw new Error('has an empty header')
  return parsed
}

function byOffset([, a]: [string, unknown], [, b]: [string, unknown]): number {
  return startOf(a) - startOf(b) || 0
}

/** NaN for what is no tensor's entry. */
function startOf(entry: unknown): number {
  return Number((entry as { data_offsets?: unknown[] } | null)?.data_offsets?.[0])
}
