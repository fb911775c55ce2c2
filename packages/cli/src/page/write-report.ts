import { join } from 'node:path'
import { makeFolder, writeFileAtomically } from '@facegan/node'

/**
 * Writes a report as `NAME.json` and its page as `index.html` into a folder, which is made where it is missing. Older
 * ones are there until the new ones are whole.
 *
 * @throws FileNotWrittenError
 */
export async function writeReport(folder: string, name: string, report: object, page: string): Promise<void> {
  await makeFolder(folder)
  await writeFileAtomically(join(folder, `${name}.json`), Buffer.from(`${JSON.stringify(report, null, 2)}\n`))
  await writeFileAtomically(join(folder, 'index.html'), Buffer.from(page))
}
