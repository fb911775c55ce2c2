import { loadPeople, type BenchmarkSet, type LabelledFaces } from '@facegan/recognition'
import { parseDataSpec } from './data-spec.ts'

export interface BenchmarkSetOptions {
  /** Where a path says nothing of its own. */
  readonly perPerson?: readonly number[] | undefined
  readonly testPerPerson?: number | undefined
  /** Side in pixels. */
  readonly size?: number | undefined
  readonly signal: AbortSignal
  readonly onMessage: (message: string) => void
}

/** Reads the sets that a command names. @throws what `loadPeople` throws */
export async function loadBenchmarkSets(
  data: readonly string[],
  { perPerson, testPerPerson, ...loading }: BenchmarkSetOptions,
): Promise<BenchmarkSet[]> {
  const specs = data.map((text) => parseDataSpec(text))
  const names = specs.map(({ name }) => name)
  const sets: BenchmarkSet[] = []
  for (const [i, spec] of specs.entries()) {
    const faces = await loadPeople(spec.path, loading)
    sets.push({
      name: names.indexOf(names[i]) === names.lastIndexOf(names[i]) ? names[i] : spec.path,
      faces,
      perPerson: spec.perPerson ?? perPerson ?? usualCounts(faces),
      testPerPerson: spec.testPerPerson ?? testPerPerson,
    })
  }
  return sets
}

/** 1, 3 and 5, as far as everybody has another picture to test. */
function usualCounts({ people, labels }: LabelledFaces): number[] {
  const counts = Array<number>(people.length).fill(0)
  for (const person of labels) counts[person]++
  const fewest = Math.min(...counts)
  return [1, ...[3, 5].filter((count) => count < fewest)]
}
