import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { InvalidOptionError } from '@facegan/core'
import sharp from 'sharp'
import { pictureOf, side } from './picture.mjs'
import { traitsOf } from './traits.mjs'

const help = `Draws little sailing boats, each by its own seed, as ${side}x${side} PNG files to train on.

  node examples/drawn/draw.mjs --count 3000 --out drawings

  --count <number>   how many, 1 to 100000 (default: 3000)
  --seed <number>    the first picture's seed; the others count up from it (default: 0)
  --out <folder>     where they go; drawings of the same seeds are written over (required)
  --help             print this help
`

const { stdout, stderr } = process

async function main() {
  const options = readOptions()
  if (options.help) return stdout.write(help)
  const { count, seed, out } = options
  await mkdir(out, { recursive: true })
  for (let done = 0; done < count; done++) {
    if (done % 500 === 0 && done > 0) stderr.write(`${done} of ${count} drawings\n`)
    await writeFile(join(out, `boat-${String(seed + done).padStart(10, '0')}.png`), await draw(seed + done))
  }
  stderr.write(`Done. Next: pnpm facegan train --data ${out} --out run --minutes 15\n`)
  stdout.write(`${out}\n`)
}

/** @returns {Promise<Buffer>} the picture of a seed as PNG */
function draw(seed) {
  return sharp(Buffer.from(pictureOf(traitsOf(seed))))
    .removeAlpha()
    .png()
    .toBuffer()
}

/** @throws InvalidOptionError, or what `parseArgs` throws, when the command line is wrong */
function readOptions() {
  const text = { type: /** @type {const} */ ('string') }
  const { values } = parseArgs({
    options: { count: text, seed: text, out: text, help: { type: 'boolean', short: 'h' } },
  })
  if (values.help) return { help: true }
  const count = whole('--count', values.count ?? '3000', 1, 100_000)
  const seed = whole('--seed', values.seed ?? '0', 0, 2 ** 32 - count)
  if (!values.out) throw new InvalidOptionError('--out', 'a folder for the drawings', values.out)
  return { count, seed, out: values.out }
}

function whole(option, text, low, high) {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (value >= low && value <= high) return value
  throw new InvalidOptionError(option, `a whole number from ${low} to ${high}`, text)
}

main().catch((error) => {
  const wrongUse = error instanceof InvalidOptionError || String(error.code).startsWith('ERR_PARSE_ARGS')
  stderr.write(`error: ${error.message}\n`)
  if (wrongUse) stderr.write('hint: node examples/drawn/draw.mjs --help\n')
  process.exitCode = wrongUse ? 2 : 1
})
