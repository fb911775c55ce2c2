/** Seeds as a user would write them: `[3, 8, 20, 21, 22]` -> `'3,8,20-22'`; `SeedSequence.parse` reads it back. */
export function seedRanges(seeds: readonly number[]): string {
  const ranges: [first: number, last: number][] = []
  for (const seed of seeds) {
    const range = ranges.at(-1)
    if (range && range[1] + 1 === seed) range[1] = seed
    else ranges.push([seed, seed])
  }
  return ranges.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(',')
}
