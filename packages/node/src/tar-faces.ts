import { digitalSourceType, type ImageFormat } from '@facegan/core'
import { checkEncoding, extensionOf, type EncodeOptions } from './encode.ts'
import { encodeFace, fileStem, type NodeFace } from './face.ts'
import { mapAhead } from './map-ahead.ts'

export interface TarFacesOptions extends EncodeOptions {
  /** @default 'png' */
  readonly format?: ImageFormat | undefined
}

/** Enough to keep encoders busy while the network runs. */
const encodedAtOnce = 8
/** Small writes cost more than they carry. */
const blockBytes = 64 * 2 ** 10
/** The same faces make the same bytes, whoever writes them and whenever. */
const owner = { mtime: new Date(0), mode: 0o644, uid: 0, gid: 0, uname: '', gname: '' }

/**
 * A stream of faces as a tar in WebDataset's form, no further ahead than its reader takes: `seed-0000000042.png`, then
 * `seed-0000000042.json` with seed, truncation, what was mixed in and edited, and the model. Names carry the seed alone, for WebDataset ends a
 * sample's name at its first dot.
 *
 * @throws InvalidOptionError at the first block; what the stream throws
 */
export async function* tarFaces(
  faces: AsyncIterable<NodeFace>,
  { format = 'png', ...encoding }: TarFacesOptions = {},
): AsyncGenerator<Buffer, void, undefined> {
  checkEncoding(format, encoding)
  const { pack } = await import('tar-stream') // nobody else needs it
  const archive = pack()
  const add = (name: string, bytes: Buffer) =>
    new Promise<void>((resolve, reject) => {
      const header = { name, size: bytes.length, ...owner }
      archive.entry(header, bytes, (error) => (error ? reject(error) : resolve()))
    })
  const filling = (async () => {
    const encoded = mapAhead(faces, encodedAtOnce, async (face) => ({
      stem: fileStem({ seed: face.seed }),
      picture: await encodeFace(face, format, encoding),
      about: Buffer.from(`${JSON.stringify(aboutFace(face))}\n`),
    }))
    for await (const { stem, picture, about } of encoded) {
      await add(`${stem}${extensionOf(format)}`, picture)
      await add(`${stem}.json`, about)
    }
    archive.finalize()
  })()
  filling.catch((error: Error) => archive.destroy(error)) // comes out of the loop below
  try {
    yield* blocks(archive as AsyncIterable<Uint8Array>)
  } finally {
    archive.destroy()
    await filling.catch(() => {}) // nothing is left running
  }
}

/** What a sample's JSON says, in this order. */
function aboutFace({ seed, truncation, mix, edit, model }: NodeFace) {
  return { seed, truncation, mix, edit, model: model.name, modelSha256: model.sha256, digitalSourceType }
}

async function* blocks(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer, void, undefined> {
  let held: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of chunks) {
    held.push(chunk)
    bytes += chunk.length
    if (bytes < blockBytes) continue
    yield Buffer.concat(held)
    held = []
    bytes = 0
  }
  if (bytes > 0) yield Buffer.concat(held)
}
