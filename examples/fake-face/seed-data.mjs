import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { FaceganError, makeFolder, streamFaces, seedOfText, writeFileAtomically } from '@facegan/node'
import { userOf } from './users.mjs'

const help = `Writes users as JSON, each with an avatar: the same users and the same faces every time.

  node examples/fake-face/seed-data.mjs --out seed-data

  --count <number>   users, 1 to 9999 (default: 20)
  --out <folder>     for users.json and avatars/ (required)
  --help             print this help
`

const { stdout, stderr } = process

async function main() {
  const text = { type: /** @type {const} */ ('string') }
  const { values } = parseArgs({ options: { count: text, out: text, help: { type: 'boolean', short: 'h' } } })
  if (values.help) return stdout.write(help)
  const count = Number(values.count ?? '20')
  if (!Number.isInteger(count) || count < 1 || count > 9999)
    throw new WrongUse(`--count must be a whole number from 1 to 9999; got "${values.count}"`)
  if (!values.out) throw new WrongUse('--out must be a folder')

  const users = Array.from({ length: count }, (_, n) => userOf(n + 1))
  await makeFolder(join(values.out, 'avatars'))
  let n = 0
  // one stream for all, in batches: many times as fast as a call for each
  for await (const face of streamFaces({ seeds: users.map(({ id }) => seedOfText(id)) }))
    await face.toFile(join(values.out, users[n++].avatar))
  const file = join(values.out, 'users.json')
  await writeFileAtomically(file, `${JSON.stringify(users, undefined, 2)}\n`)
  stdout.write(`${file}\n`)
}

class WrongUse extends Error {}

main().catch((error) => {
  const wrongUse = error instanceof WrongUse || String(error.code).startsWith('ERR_PARSE_ARGS')
  if (!wrongUse && !FaceganError.isInstance(error)) throw error
  stderr.write(`error: ${error.message}\n`)
  stderr.write(`hint: ${wrongUse ? 'node examples/fake-face/seed-data.mjs --help' : error.hint}\n`)
  process.exitCode = wrongUse ? 2 : 1
})
