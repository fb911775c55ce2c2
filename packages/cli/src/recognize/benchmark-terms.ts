import type { BenchmarkReport } from '@facegan/recognition'

/** The protocol in words, and what not to read into its numbers. */
export function termsOf({ sets, seeds, methods }: BenchmarkReport): [term: string, text: string][] {
  const chosen = sets.flatMap(({ columns }) => columns.flatMap((column) => column.chosen ?? []))
  const small = sets.flatMap(({ name, columns }) => {
    const { test } = columns.at(-1)!
    return test > 0 && test < 1000 ? [`one picture of ${name} is ${(100 / test).toFixed(1)} points`] : []
  })
  const elsewhere = methods.flatMap(({ name, pretrained }) => (pretrained ? [name] : []))
  return [
    [
      'splits',
      `For each of seeds 0 to ${seeds - 1}, NumPy's RandomState(seed) permutes each person's pictures, people and pictures in byte order of their names. The first are learned from; ${testedText(sets)} Whoever repeats this elsewhere gets the same splits.`,
    ],
    [
      'rank 1, CMC',
      'A picture is as far from a person as from their nearest picture. Whoever is exactly as near counts as nearer: ties count against a method.',
    ],
    ...(sets.some(({ columns }) => columns.some(({ toldApart }) => toldApart?.asGood))
      ? [
          [
            'as good',
            'Every method is compared with the best, seed by seed: exact sign-flip test of all sign patterns, Holm-corrected within the column, at 5 %. Splits of one set share pictures, so this rather tells too much apart than too little.',
          ] satisfies [string, string],
        ]
      : []),
    [
      'known people',
      'All people who are tested are learned from too. This closed set flatters: features may fit these very people, and nobody unknown ever comes.',
    ],
    ...(sets.some(({ open }) => open)
      ? [
          [
            'strangers',
            'People 0, 2, 4 … are learned from, at most 20 pictures of each; the first 10 of people 1, 3, 5 … give the pairs. Where nobody has more pictures, there is one such split.',
          ] satisfies [string, string],
        ]
      : []),
    ...(chosen.length > 0
      ? [
          [
            'chosen',
            `What choosing a method without looking at test pictures gives. With three pictures a person or more, each method learns without one of each person, in ${chosen[0].folds} folds, and is tried on those; with fewer, it is tried on turned, moved, mirrored and relit copies of what it learned from. Best rank 1 wins, then the larger area under the ROC. The best of a column, read off the test, is a little too good; this row is not.`,
          ] satisfies [string, string],
        ]
      : []),
    ...(elsewhere.length > 0
      ? [
          [
            'trained elsewhere',
            `${elsewhere.join(', ')} learned from millions of other pictures, and nothing from these. It shows what a pretrained network does at this size, and is neither the best of a column nor chosen.`,
          ] satisfies [string, string],
        ]
      : []),
    [
      'small sets',
      `${small.length > 0 ? `${capital(small.join(', '))}. ` : ''}Tight, aligned crops of a few dozen people say how methods compare, not how well anybody would be found among thousands.`,
    ],
    ['cost', 'CPU time grows with whatever else the machine does; compare within a column.'],
  ]
}

function testedText(sets: BenchmarkReport['sets']): string {
  const limited = sets.flatMap(({ name, testPerPerson }) =>
    testPerPerson === null ? [] : [`of ${name} the next ${testPerPerson}`],
  )
  return limited.length > 0 ? `all others are tested (${limited.join(', ')}).` : 'all others are tested.'
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
