import { readFile, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { OtherDatasetError } from './other-dataset-error.ts'
import { makeFolder, writeFileAtomically } from './write-file.ts'

/** What shards are made of; equal for every part, so that several machines may write into one folder. */
export type DatasetDescription = Readonly<Record<string, unknown>>

const descriptionName = 'dataset.json'

/**
 * Makes the folder, or finds what an earlier run left in it.
 *
 * @returns names of all files there
 * @throws OtherDatasetError, FileNotWrittenError
 */
export async function openShardFolder(folder: string, description: DatasetDescription): Promise<string[]> {
  await makeFolder(folder)
  const path = join(folder, descriptionName)
  const found = await readFile(path, 'utf8').catch(() => undefined)
  if (found === undefined)
    await writeFileAtomically(path, Buffer.from(`${JSON.stringify(description, null, 2)}\n`))
  else refuseOther(folder, found, description)
  return readdir(folder)
}

/** Takes away what killed runs left of a shard that is now whole. */
export async function removeLeftovers(
  folder: string,
  shard: string,
  names: readonly string[],
): Promise<void> {
  for (const name of names)
    if (name.startsWith(`.${shard}.`) && name.endsWith('.tmp')) await rm(join(folder, name), { force: true })
}

function refuseOther(folder: string, found: string, wanted: DatasetDescription): void {
  const there = parse(found)
  const names = new Set([...Object.keys(there), ...Object.keys(wanted)])
  const differences = [...names].flatMap((name) => {
    const [old, now] = [there[name], wanted[name]].map((value) => JSON.stringify(value) ?? 'none')
    return old === now ? [] : [`${name} ${shown(old)} there, ${shown(now)} here`]
  })
  if (differences.length > 0) throw new OtherDatasetError(folder, differences)
}

function shown(json: string): string {
  return json.length > 60 ? `${json.slice(0, 60)}…` : json
}

function parse(text: string): DatasetDescription {
  try {
    return Object(JSON.parse(text)) as DatasetDescription
  } catch {
    return {}
  }
}
