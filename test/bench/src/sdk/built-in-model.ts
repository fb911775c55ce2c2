import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The network that everybody gets. */
export async function builtInModel(): Promise<{ file: string; latentSize: number }> {
  const folder = fileURLToPath(new URL('../../../../models/faces-64/', import.meta.url))
  const { latent, files } = JSON.parse(await readFile(join(folder, 'facegan.json'), 'utf8'))
  return { file: join(folder, files.generator.path), latentSize: latent.size }
}
