import type { WriteShardsOptions, WrittenShards } from './shard-options.ts'

/**
 * Writes faces as WebDataset shards, `faces-000000.tar` and up, in constant memory however many they are. A shard has its name once it is whole
 * and synced; a second start with the same options keeps those, and makes the others as an unbroken run would have. `dataset.json` beside them
 * says what they are made of.
 *
 * @returns the shards of this part
 * @throws InvalidOptionError; OtherDatasetError where the folder holds shards made otherwise; FileNotWrittenError; what `loadGenerator` throws
 */
export async function writeShards(folder: string, options: WriteShardsOptions): Promise<WrittenShards> {
  const { makeShards } = await import('./make-shards.ts') // whoever makes one face does without
  return makeShards(folder, options)
}
