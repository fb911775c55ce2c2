import type { Recogniser } from '../recogniser.ts'

/** Every recogniser by its name. */
export const recognisers: ReadonlyMap<string, Recogniser> = new Map(
  ([] as Recogniser[]).map((recogniser) => [recogniser.name, recogniser]),
)
