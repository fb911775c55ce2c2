import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { FaceganError, writeFileAtomically } from '@facegan/node'
import { classes, writeClass } from './classes.mjs'

const help = `Writes a training set of faces with balanced smiles, as WebDataset shards.

  node examples/dataset-writer/write.mjs --count 30000 --out smiles

  --count <number>       faces in all, a multiple of ${classes.length} (default: 30000)
  --shard-size <number>  faces in a shard (default: 1000)
  --out <folder>         started again with the same options, it goes on (required)
  --help                 print this help
`

const { stdout, stderr } = process

async function main() {
  const text = { type: /** @type {const} */ ('string') }
  const { values } = parseArgs({
    options: { count: text, 'shard-size': text, out: text, help: { type: 'boolean', short: 'h' } },
  })
  if (values.help) return stdout.write(help)
  const count = Number(values.count ?? '30000')
  if (!Number.isInteger(count) || count < classes.length || count % classes.length !== 0)
    throw new WrongUse(`--count must be a multiple of ${classes.length}; got "${values.count}"`)
  if (!values.out) throw new WrongUse('--out must be a folder')

  const each = count / classes.length
  const shardSize = Math.min(Number(values['shard-size'] ?? '1000'), each)
  const written = []
  for (const [n] of classes.entries()) {
    const { name, pattern, kept, shards } = await writeClass(values.out, n, each, shardSize)
    stderr.write(`${name}: ${shards} shards${kept > 0 ? `, ${kept} of them from before` : ''}\n`)
    written.push({ name, label: n, smile: classes[n].smile, faces: each, shards: `${name}/${pattern}` })
  }
  const index = join(values.out, 'classes.json')
  await writeFileAtomically(index, `${JSON.stringify(written, undefined, 2)}\n`)
  stdout.write(`${index}\n`)
}

class WrongUse extends Error {}

main().catch((error) => {
  const wrongUse =
    error instanceof WrongUse ||
    error.code === 'FACEGAN_INVALID_OPTION' ||
    String(error.code).startsWith('ERR_PARSE_ARGS')
  if (!wrongUse && !FaceganError.isInstance(error)) throw error
  stderr.write(`error: ${error.message}\n`)
  stderr.write(`hint: ${wrongUse ? 'node examples/dataset-writer/write.mjs --help' : error.hint}\n`)
  process.exitCode = wrongUse ? 2 : 1
})
