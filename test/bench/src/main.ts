// `pnpm bench NAME`: runs one bench and prints Markdown with all rounds as JSON behind it; progress goes to stderr.

import { parseArgs } from 'node:util'
import { FaceganError, InvalidOptionError } from '@facegan/core'
import type { Bench } from './bench.ts'
import { convert } from './convert/index.ts'
import { recognition } from './recognition/index.ts'
import { sdk } from './sdk/index.ts'
import { trainer } from './trainer/index.ts'
import { wasmTrainer } from './wasm-trainer/index.ts'
import { web } from './web/index.ts'

/** Every bench by its name on the command line. */
const benches: Readonly<Record<string, Bench>> = {
  convert,
  recognition,
  sdk,
  trainer,
  'wasm-trainer': wasmTrainer,
  web,
}

const help = `pnpm bench NAME [--rounds 7] [--only WORKLOAD] [--data PATH] [--json]

${Object.entries(benches)
  .map(([name, { summary }]) => `  ${name.padEnd(13)}${summary}`)
  .join('\n')}

  --rounds  turns of every contestant, 1 or more (default 7)
  --only    one of the bench's workloads, such as dcgan-32 or cold
  --data    a set of pictures for the bench, may be given several times
  --json    JSON alone on stdout (with \`pnpm -s bench\`)
`

const say = (message: string) => process.stderr.write(`  ${message}\n`)

async function main(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      rounds: { type: 'string', default: '7' },
      only: { type: 'string' },
      data: { type: 'string', multiple: true, default: [] },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) return void process.stdout.write(help)
  const [name = ''] = positionals
  const bench = Object.hasOwn(benches, name) ? benches[name] : undefined
  if (!bench || positionals.length > 1)
    throw new InvalidOptionError('NAME', `one of ${Object.keys(benches).join(', ')}`, positionals.join(' '))
  const rounds = Number(values.rounds)
  if (!Number.isInteger(rounds) || rounds < 1)
    throw new InvalidOptionError('--rounds', 'a whole number from 1 up', values.rounds)

  const { markdown, results } = await bench.run({ rounds, only: values.only, data: values.data, say })
  const json = JSON.stringify(results)
  process.stdout.write(values.json ? `${json}\n` : `${markdown}\n\`\`\`json\n${json}\n\`\`\`\n`)
}

main(process.argv.slice(2)).catch((error: unknown) => {
  const known = FaceganError.isInstance(error)
  process.stderr.write(known ? `✗ ${error.message}\n` : `${error instanceof Error ? error.stack : error}\n`)
  if (known && error.hint !== undefined) process.stderr.write(`  ${error.hint}\n`)
  process.exitCode = known && error.code === 'FACEGAN_INVALID_OPTION' ? 2 : 1
})
