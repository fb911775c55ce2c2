import type { Recogniser } from '../recogniser.ts'
import { faceEmbedding } from './face-embedding.ts'

/** Every recogniser by its name. */
export const recognisers: ReadonlyMap<string, Recogniser> = new Map(
  [faceEmbedding].map((recogniser) => [recogniser.name, recogniser]),
)
