import { describe, type Dataset } from '../data/dataset.ts'
import { cannotWrite } from './cannot-write.ts'
import type { RunFolder } from './run-folder.ts'
import { writeAtomic } from './write-synced.ts'

/** So many skipped pictures are named in a message; the file has all. */
const namedSkips = 10

/** Says what there is to train on, and writes down what could not be used. */
export async function reportPictures(
  dataset: Dataset,
  run: RunFolder,
  onMessage: (message: string) => void,
): Promise<void> {
  const { count, skipped, epoch, heldOut } = dataset
  const sides = heldOut.count === 0 ? '' : `: ${count} to train on, ${heldOut.count} held out`
  const repeats = epoch.length === count ? '' : `, ${epoch.length} shown an epoch`
  onMessage(`${count + heldOut.count} pictures${sides}${repeats}.`)
  if (skipped.length === 0) return
  await writeAtomic(run.skipped, `${skipped.map(describe).join('\n')}\n`).catch((error: unknown) => {
    throw cannotWrite('The list of skipped pictures', run.path, error)
  })
  const named = skipped.slice(0, namedSkips).map((picture) => `  ${describe(picture)}`)
  const more = skipped.length > namedSkips ? [`  … all of them are in ${run.skipped}`] : []
  onMessage([`${skipped.length} could not be used:`, ...named, ...more].join('\n'))
}
