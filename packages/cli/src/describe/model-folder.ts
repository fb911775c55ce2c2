import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, resolve, join } from 'node:path'
import { checkModelFile, manifestFileName, messageOf } from '@facegan/core'
import { FileNotWrittenError } from '@facegan/node'
import { exists } from '../model/exists.ts'
import type { Description } from './description.ts'

/**
 * Makes a model folder of an ONNX file; it appears under its name only when it is whole.
 *
 * @returns its path
 * @throws FileNotWrittenError where there is one already, or none can be made
 */
export async function writeModelFolder(file: string, found: Description, out: string): Promise<string> {
  const path = resolve(out)
  if (await exists(path))
    throw new FileNotWrittenError(path, 'it exists already', 'choose another --out, or remove it', undefined)
  const { manifest } = found
  const working = `${path}.describing-${process.pid}`
  try {
    const bytes = new Uint8Array(await readFile(file))
    await checkModelFile(manifest.files.generator, bytes) // the file that was looked at
    await mkdir(working, { recursive: true })
    await writeFile(join(working, manifest.files.generator.path), bytes)
    await writeFile(join(working, manifestFileName), `${JSON.stringify(manifest, null, 2)}\n`)
    await writeFile(join(working, 'MODEL_CARD.md'), modelCard(basename(file), found))
    await rename(working, path)
    return path
  } catch (error) {
    await rm(working, { recursive: true, force: true })
    throw new FileNotWrittenError(path, messageOf(error), 'choose another --out', error)
  }
}

/** Says what is known, and that the rest is not. */
function modelCard(file: string, { manifest, findings }: Description): string {
  const rows = findings.map(
    ({ what, value, how }) =>
      `| ${[what, value, how].map((cell) => cell.replace(/[|\n]/g, '\\$&')).join(' | ')} |`,
  )
  return `# ${manifest.name} ${manifest.version}

Described by \`facegan models describe\` from \`${file}\`. What is guessed should be looked at, and corrected in
\`${manifestFileName}\` where it is wrong.

| property | value | how it is known |
| --- | --- | --- |
${rows.join('\n')}

## Unknown

Who made it and under which licence, what pictures it learned from and whether the people on them agreed, how real and
how varied its faces are (\`facegan evaluate\`), and whether it repeats faces of real people (\`facegan judge\`). Find
out before you publish what it draws, and write it here.
`
}
