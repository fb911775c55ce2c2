import { InvalidOptionError, type Edit, type FaceRecipe, type Mix } from '@facegan/core'

/** Where a face was written, and what it is: one line of an index. */
export interface WrittenFace {
  /** Name in its folder or shard. */
  readonly file: string
  /** Name of the tar that holds it. */
  readonly shard?: string
  readonly seed: number
  readonly truncation: number
  readonly mix?: Mix
  readonly edit?: Edit
  /** [Z], where it was asked for. */
  readonly latent?: readonly number[]
}

/** How an account is given of what is written. */
export interface IndexOptions {
  /** Writes an index beside the faces: one line of JSON a face. @default false */
  readonly index?: boolean | undefined
  /** Gives each face's latent too. @default false */
  readonly latents?: boolean | undefined
}

/** @throws InvalidOptionError */
export function checkIndexOptions({ index, latents }: IndexOptions): void {
  for (const [name, value] of Object.entries({ index, latents }))
    if (value !== undefined && typeof value !== 'boolean')
      throw new InvalidOptionError(name, 'true or false', value)
}

/** Fields in a fixed order, and only those that say something: equal faces are equal lines. */
export function writtenFace(
  place: Pick<WrittenFace, 'file' | 'shard'>,
  { seed, mix, edit }: FaceRecipe,
  truncation: number,
  latent?: Float32Array,
): WrittenFace {
  return {
    file: place.file,
    ...(place.shard === undefined ? {} : { shard: place.shard }),
    seed,
    truncation,
    ...(mix ? { mix } : {}),
    ...(edit ? { edit } : {}),
    ...(latent ? { latent: Array.from(latent) } : {}),
  }
}

export const indexFileName = 'index.ndjson'

/** One line of NDJSON. */
export function indexLine(face: WrittenFace): string {
  return `${JSON.stringify(face)}\n`
}
