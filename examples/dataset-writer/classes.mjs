import { join } from 'node:path'
import { writeShards } from '@facegan/node'

/** A third of the faces each; `smile` in standard deviations along the model's direction. */
export const classes = [
  { name: 'serious', smile: -3 },
  { name: 'as-drawn', smile: 0 },
  { name: 'smiling', smile: 3 },
]

/**
 * Writes one class, or what is missing of it. Seeds of class n begin where those of n - 1 end: no face is in two classes, or a
 * network could learn who smiles instead of what a smile is.
 *
 * @param {string} folder its shards go into a folder of the class's name inside
 * @param {number} n which class
 * @param {number} count faces in it
 * @param {number} shardSize faces in a shard
 */
export async function writeClass(folder, n, count, shardSize) {
  const { name, smile } = classes[n]
  const { pattern, shards } = await writeShards(join(folder, name), {
    seeds: `${n * count}-${(n + 1) * count - 1}`,
    edit: { smile },
    shardSize,
    format: 'webp',
    quality: 95,
    index: true,
  })
  return { name, pattern, shards: shards.length, kept: shards.filter(({ kept }) => kept).length }
}
