import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { temporaryFolder } from './temporary-folder.ts'

/** A real generator of 8x8 pictures that finishes its pixels in the graph. */
export const tinyModel = fileURLToPath(new URL('../fixtures/tiny-model', import.meta.url))
/** The same generator in the shape of most others: float32 [N,3,8,8]. */
export const planarModel = fileURLToPath(new URL('../fixtures/tiny-model-planar', import.meta.url))

/**
 * A changed copy of the tiny model, gone when the tests are.
 *
 * @param change gives the ONNX file's new bytes
 * @param manifestAgrees whether length and hash in the manifest are those of the new bytes
 */
export function changedModel(change: (onnx: Buffer) => Buffer, manifestAgrees: boolean): string {
  const folder = temporaryFolder()
  const onnx = change(readFileSync(join(tinyModel, 'generator.onnx')))
  const manifest = JSON.parse(readFileSync(join(tinyModel, 'facegan.json'), 'utf8'))
  if (manifestAgrees) {
    manifest.files.generator.bytes = onnx.length
    manifest.files.generator.sha256 = createHash('sha256').update(onnx).digest('hex')
  }
  writeFileSync(join(folder, 'generator.onnx'), onnx)
  writeFileSync(join(folder, 'facegan.json'), JSON.stringify(manifest))
  return folder
}
