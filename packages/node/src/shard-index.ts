import {
  numbersOfRecipes,
  type ModelManifest,
  type ResolvedGenerateOptions,
  type ImageFormat,
} from '@facegan/core'
import { extensionOf } from './encode.ts'
import { fileStem } from './face.ts'
import { shardName, type Part, type ShardPlan } from './shard-plan.ts'
import { indexFileName, indexLine, writtenFace } from './written-face.ts'

/** `index.ndjson`, or `index-2-of-8.ndjson`: those of all parts, one behind the other, are that of the whole. */
export function indexNameOf(part: Part | undefined): string {
  if (!part) return indexFileName
  const index = String(part.index).padStart(String(part.of).length, '0')
  return indexFileName.replace('.', `-${index}-of-${part.of}.`)
}

/** Faces whose lines are made at once. */
const step = 1000

/**
 * Lines of NDJSON, many at a time. A function of seeds and settings alone, so that shards of earlier runs are in it too.
 *
 * @param withLatents each line has its [Z]
 */
export function* shardIndex(
  plan: ShardPlan,
  { edit, truncation, signal }: Pick<ResolvedGenerateOptions, 'edit' | 'truncation' | 'signal'>,
  manifest: ModelManifest,
  format: ImageFormat,
  withLatents: boolean,
): Generator<string, void, undefined> {
  const { size } = manifest.latent
  for (let n = plan.begin; n < plan.end; n++) {
    const shard = shardName(n)
    const seeds = plan.seedsOf(n)
    for (let begin = 0; begin < seeds.length; begin += step) {
      signal?.throwIfAborted()
      const recipes = seeds.slice(begin, begin + step).map((seed) => ({ seed, edit }))
      const latents = withLatents ? numbersOfRecipes(recipes, manifest, truncation).latents : undefined // [N,Z]
      const lines = recipes.map((recipe, row) => {
        const file = `${fileStem({ seed: recipe.seed })}${extensionOf(format)}`
        const latent = latents?.subarray(row * size, (row + 1) * size)
        return indexLine(writtenFace({ file, shard }, recipe, truncation, latent))
      })
      yield lines.join('')
    }
  }
}
