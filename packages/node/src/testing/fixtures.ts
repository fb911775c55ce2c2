import { createHash } from 'node:crypto'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { manifestFileName } from '@facegan/core'

const fixtures = new URL('../../../../test/fixtures/', import.meta.url)

/** A real network of 8x8 pixels; see `test/fixtures/tiny-model/make-fixture.py`. */
export const tinyModel = fileURLToPath(new URL('tiny-model', fixtures))
/** The same function of z, as float32 [N,3,8,8]. */
export const tinyPlanarModel = fileURLToPath(new URL('tiny-model-planar', fixtures))

export interface TemporaryFolder extends AsyncDisposable {
  readonly path: string
}

export async function temporaryFolder(): Promise<TemporaryFolder> {
  const path = await mkdtemp(join(tmpdir(), 'facegan-test-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

/** A copy of the tiny model that a test may damage. */
export async function tinyModelCopy(): Promise<TemporaryFolder> {
  const folder = await temporaryFolder()
  await cp(tinyModel, folder.path, { recursive: true })
  return folder
}

/** Changes fields of a copy's manifest. */
export async function editManifest(folder: string, edit: (manifest: any) => void): Promise<void> {
  const path = join(folder, manifestFileName)
  const manifest = JSON.parse(await readFile(path, 'utf8'))
  edit(manifest)
  await writeFile(path, JSON.stringify(manifest))
}

/** Replaces a copy's network, with a manifest that vouches for it. */
export async function replaceNetwork(folder: string, bytes: Uint8Array): Promise<void> {
  await writeFile(join(folder, 'generator.onnx'), bytes)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  await editManifest(folder, ({ files }) => Object.assign(files.generator, { bytes: bytes.length, sha256 }))
}
