import type { ImageFormat } from '@facegan/core'
import type { ConcreteDevice } from './devices.ts'
import type { EncodeOptions } from './encode.ts'
import type { Part } from './shard-plan.ts'
import type { GenerateFacesOptions } from './split-options.ts'
import type { IndexOptions } from './written-face.ts'

/**
 * `seeds` count up from 0 unless they are given, so that a second start goes on with the same faces. The index is
 * `index.ndjson`, or `index-2-of-8.ndjson` for a part, and is there when all its shards are.
 */
export interface WriteShardsOptions extends GenerateFacesOptions, EncodeOptions, IndexOptions {
  /** Of the pictures in the shards. @default 'png' */
  readonly format?: ImageFormat | undefined
  /** Faces in a shard. Integer from 1 to 1,000,000. @default 10,000 */
  readonly shardSize?: number | undefined
  /** Makes only this part of the shards; several machines can take one each. @default all */
  readonly part?: Part | undefined
}

export interface WrittenShards {
  readonly device: ConcreteDevice
  /** Name of the model. */
  readonly model: string
  /** The shards as WebDataset and bash expand them: `faces-{000000..000099}.tar`. */
  readonly pattern: string
  readonly shards: readonly WrittenShard[]
}

export interface WrittenShard {
  readonly file: string
  readonly faces: number
  /** It was there already, from an earlier run. */
  readonly kept: boolean
}
