import { join } from 'node:path'
import { InvalidOptionError, type ImageFormat } from '@facegan/core'
import { AtomicFile } from './atomic-file.ts'
import { checkEncoding, extensionOf, type EncodeOptions } from './encode.ts'
import { fileStem, type NodeFace } from './face.ts'
import { mapAhead } from './map-ahead.ts'
import { makeFolder } from './write-file.ts'
import {
  checkIndexOptions,
  indexFileName,
  indexLine,
  writtenFace,
  type IndexOptions,
  type WrittenFace,
} from './written-face.ts'

/** The index is `index.ndjson`. */
export interface WriteFacesOptions extends EncodeOptions, IndexOptions {
  /** @default 'png' */
  readonly format?: ImageFormat | undefined
  /** `'seed'`: `seed-0000000042.png`, as `toFile` does; `'number'`: `frame-000000.png` and up, for videos. @default 'seed' */
  readonly names?: 'seed' | 'number' | undefined
  /** Called after each face, in order. */
  readonly onWritten?: ((face: WrittenFace) => void | Promise<void>) | undefined
}

/** Enough to keep encoders busy while the network runs. */
const encodedAtOnce = 8

/**
 * Writes a stream of faces to a folder, made where it is missing, encoding some while the next are in the making. When the stream fails or is
 * aborted, faces that are finished stay, and the index lists them.
 *
 * @param faces such as `streamFaces(…)` or `generator.interpolate(…)`
 * @returns how many were written
 * @throws InvalidOptionError, FileNotWrittenError, and what the stream throws
 */
export async function writeFaces(
  faces: AsyncIterable<NodeFace>,
  folder: string,
  {
    format = 'png',
    names = 'seed',
    index = false,
    latents = false,
    onWritten,
    ...encoding
  }: WriteFacesOptions = {},
): Promise<number> {
  checkEncoding(format, encoding)
  if (names !== 'seed' && names !== 'number')
    throw new InvalidOptionError('names', "'seed' or 'number'", names)
  checkIndexOptions({ index, latents })
  await makeFolder(folder)
  const listed = index ? await AtomicFile.create(join(folder, indexFileName)) : undefined
  let begun = 0
  let written = 0
  try {
    const writing = mapAhead(faces, encodedAtOnce, async (face) => {
      const stem = names === 'seed' ? fileStem(face) : frameStem(begun++)
      const file = `${stem}${extensionOf(format)}`
      await face.toFile(join(folder, file), encoding)
      return writtenFace({ file }, face, face.truncation, latents ? face.latent : undefined)
    })
    for await (const face of writing) {
      written++
      await listed?.write(indexLine(face))
      await onWritten?.(face)
    }
  } catch (error) {
    await listed?.commit().catch(() => {}) // why the faces end is what matters
    throw error
  }
  await listed?.commit()
  return written
}

/** A million frames sort by name. */
function frameStem(n: number): string {
  return `frame-${String(n).padStart(6, '0')}`
}
