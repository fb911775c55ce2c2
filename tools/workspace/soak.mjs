// `pnpm soak [kills]`: kills a small training run again and again, 30 times unless said otherwise, then compares it
// with one that was left alone. FACEGAN_SOAK_SEED repeats the moments of an earlier soak.

import { step } from './steps.mjs'

const kills = process.argv[2] ?? '30'
process.env.FACEGAN_SOAK_KILLS = kills
step(`${kills} kills`, [
  'pnpm',
  'exec',
  'vitest',
  'run',
  'test/cli/kills.test.ts',
  '--disableConsoleIntercept',
])
