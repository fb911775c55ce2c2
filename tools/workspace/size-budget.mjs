// Holds the packed size of what is published, in bytes, to `tools/config/size-budget.json`.

import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './steps.mjs'

/** @type {Record<string, number>} */
const budgets = JSON.parse(readFileSync(join(root, 'tools/config/size-budget.json'), 'utf8'))
/** Of the built-in model: a page that shows one face fetches all of it. */
const modelLimit = 3_000_000

/** @type {string[]} */
const over = []
for (const [folder, budget] of Object.entries(budgets)) {
  const cwd = join(root, folder)
  const [packed] = JSON.parse(execFileSync('npm', ['pack', '--dry-run', '--json'], { cwd, encoding: 'utf8' }))
  console.log(`${folder}: ${packed.size} of ${budget} bytes packed, ${packed.unpackedSize} unpacked`)
  if (packed.size > budget) over.push(`${folder} is ${packed.size} bytes packed, ${budget} are allowed`)
  for (const { path, size } of packed.files)
    if (path.endsWith('.onnx') && size > modelLimit)
      over.push(`${folder}/${path} is ${size} bytes, ${modelLimit} are allowed`)
}
if (over.length > 0) {
  console.error(
    `${over.join('\n')}\nLook at \`npm pack --dry-run\` there: leave out what nobody needs, or raise the budget on purpose.`,
  )
  process.exit(1)
}
