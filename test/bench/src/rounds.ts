/** One thing that is timed. */
export interface Contestant {
  readonly name: string
  readonly measure: () => Promise<Sample>
}

/** One contestant's turn in one round; lower is better. */
export interface Sample {
  /** Wall time of one unit of work. */
  readonly milliseconds: number
  /** CPU time of it, all threads together. */
  readonly cpuMilliseconds: number
}

/** What a sample can be judged by: the first counts, the second is disturbed least by other programs. */
export type Measure = keyof Sample

/** Samples by contestant. */
export type Round = Readonly<Record<string, Sample>>

export interface Spread {
  readonly median: number
  readonly min: number
  readonly max: number
}

/** Rounds in which everybody has one turn, in alternating order, so that whatever drifts hits all alike. */
export async function takeRounds(
  contestants: readonly Contestant[],
  count: number,
  onRound: (round: Round, index: number) => void = () => {},
): Promise<Round[]> {
  const rounds: Round[] = []
  for (let index = 0; index < count; index++) {
    const order = index % 2 === 0 ? contestants : contestants.toReversed()
    const samples: Record<string, Sample> = {}
    for (const { name, measure } of order) samples[name] = await measure()
    rounds.push(samples)
    onRound(samples, index)
  }
  return rounds
}

/** Round by round, what `name` took over what the fastest of the others took. */
export function ratiosToFastest(rounds: readonly Round[], name: string, by: Measure): number[] {
  return rounds.map((round) => {
    const others = Object.entries(round).filter(([other]) => other !== name)
    return round[name]![by] / Math.min(...others.map(([, sample]) => sample[by]))
  })
}

/** @param values at least one */
export function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  return {
    median: (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2,
    min: sorted[0]!,
    max: sorted.at(-1)!,
  }
}

/**
 * The smallest value that at least this share of all are at or below (nearest rank).
 *
 * @param values at least one
 * @param share in (0, 1]
 */
export function percentile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(share * values.length) - 1)]!
}
