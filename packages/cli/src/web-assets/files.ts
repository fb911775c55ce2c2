import { readdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { InvalidOptionError, manifestFileName, type ModelManifest } from '@facegan/core'
import { readModel } from '@facegan/node'
import { exists } from '../model/exists.ts'
import type { WebPackage } from './find-web-package.ts'

/** A file to be put in place. */
export interface Asset {
  /** Below the target folder, with `/`. */
  readonly path: string
  readonly from: string
}

export interface Assets {
  readonly files: readonly Asset[]
  /** Name of the model, and of its folder. */
  readonly model: string
}

const card = 'MODEL_CARD.md'

/**
 * @param model built-in name or folder; undefined for the built-in model of the web package
 * @throws ModelNotFoundError, InvalidManifestError, ModelCorruptError, InvalidOptionError on a URL
 */
export async function listAssets(
  web: WebPackage,
  model: string | undefined,
  signal: AbortSignal,
): Promise<Assets> {
  if (model !== undefined && /^https?:/i.test(model))
    throw new InvalidOptionError(
      '--model',
      'a built-in name or a folder',
      model,
      'a page can fetch it from there: leave --model out, and give `generateFaces` the address as `model`',
    )
  const { manifest, manifestWhere } = await readModel({ model: model ?? web.model, signal })
  const scripts = (await readdir(web.standalone)).map((file) => join(web.standalone, file))
  const files = [...scripts, ...web.wasmFiles].map((from) => ({ path: basename(from), from }))
  return {
    files: [...files, ...(await modelFiles(manifest, dirname(manifestWhere)))],
    model: manifest.name,
  }
}

async function modelFiles(manifest: ModelManifest, folder: string): Promise<Asset[]> {
  const names = [manifestFileName, manifest.files.generator.path]
  if (await exists(join(folder, card))) names.push(card) // it has the licence and the credits
  return names.map((name) => ({ path: `${manifest.name}/${name}`, from: join(folder, name) }))
}
