import { InvalidOptionError, type SeedSequence, integerCheck } from '@facegan/core'

/** Which of several processes or machines this one is. */
export interface Part {
  /** Integer from 1 to `of`. */
  readonly index: number
  /** How many parts there are: integer from 1 to the number of shards. */
  readonly of: number
}

export interface ShardPlan {
  /** Of the whole, whatever part is made here. */
  readonly shardCount: number
  /** This part's shards: numbers from `begin` (inclusive) to `end` (exclusive). */
  readonly begin: number
  readonly end: number
  /** Faces in them. */
  readonly faces: number
  readonly seedsOf: (shard: number) => number[]
}

/**
 * Cuts seeds into shards, and shards into parts as equal as whole shards can be: all parts together are, file by file,
 * what one process alone would write.
 *
 * @throws InvalidOptionError
 */
export function planShards(seeds: SeedSequence, shardSize: number, part: Part | undefined): ShardPlan {
  integerCheck('shardSize', 1, 1_000_000)(shardSize)
  const shardCount = Math.ceil(seeds.length / shardSize)
  const { index, of } = part ?? { index: 1, of: 1 }
  if (!Number.isInteger(of) || of < 1 || of > shardCount)
    throw new InvalidOptionError(
      'part.of',
      `an integer from 1 to ${shardCount}, the number of shards`,
      of,
      'use a smaller `shardSize`',
    )
  integerCheck('part.index', 1, of)(index)
  const begin = Math.floor((shardCount * (index - 1)) / of)
  const end = Math.floor((shardCount * index) / of)
  return {
    shardCount,
    begin,
    end,
    faces: Math.min(end * shardSize, seeds.length) - begin * shardSize,
    seedsOf: (shard) => seeds.slice(shard * shardSize, (shard + 1) * shardSize),
  }
}

/** `faces-000042.tar` */
export function shardName(shard: number): string {
  return `faces-${digits(shard)}.tar`
}

/** As WebDataset and bash expand it: `faces-{000000..000099}.tar`. */
export function shardPattern({ begin, end }: Pick<ShardPlan, 'begin' | 'end'>): string {
  return end - begin === 1 ? shardName(begin) : `faces-{${digits(begin)}..${digits(end - 1)}}.tar`
}

/** A million names sort. */
function digits(shard: number): string {
  return String(shard).padStart(6, '0')
}
