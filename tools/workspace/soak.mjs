// `pnpm soak NAME [amount]`: long runs that look for what short tests cannot see.

import { fileURLToPath } from 'node:url'
import { step } from './steps.mjs'

const script = (/** @type {string} */ name) => fileURLToPath(new URL(name, import.meta.url))

/** @type {Record<string, (amount: string | undefined) => void>} */
const soaks = {
  /** Kills a small training run again and again, then compares it with one that was left alone. FACEGAN_SOAK_SEED repeats the moments of an earlier soak. */
  training(kills = '30') {
    process.env.FACEGAN_SOAK_KILLS = kills
    const test = ['vitest', 'run', 'test/cli/kills.test.ts', '--disableConsoleIntercept']
    step(`${kills} kills`, ['pnpm', 'exec', ...test])
  },
  /** Streams faces in a heap of 256 MB; memory must be flat. */
  stream(faces = '200000') {
    const heap = ['--expose-gc', '--max-old-space-size=256']
    step(`${faces} faces`, [process.execPath, ...heap, script('soak-stream.mjs'), faces])
  },
  /** The packed packages on every Node that they support. */
  nodes() {
    step('Node 20, 22 and 24', ['pnpm', 'exec', 'vitest', 'run', 'test/install'])
  },
  /** Asks for faces with options that are right, nearly right and senseless. */
  options(cases = '10000') {
    step(`${cases} cases of options`, [process.execPath, script('soak-options.mjs'), cases])
  },
}

const [name = 'training', amount] = process.argv.slice(2)
if (!Object.hasOwn(soaks, name) || (amount !== undefined && !/^[1-9]\d*$/.test(amount))) {
  process.stderr.write(`pnpm soak ${Object.keys(soaks).join('|')} [amount, a whole number from 1 up]\n`)
  process.exit(2)
}
soaks[name](amount)
