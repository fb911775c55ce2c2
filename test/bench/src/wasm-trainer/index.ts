import { InvalidOptionError } from '@facegan/core'
import { presets } from '@facegan/trainer'
import type { Bench } from '../bench.ts'
import { benchWasmTrainer, type WasmTrainerResult } from './bench.ts'
import { reportWasmTrainer } from './report.ts'

/** `pnpm bench wasm-trainer`. */
export const wasmTrainer: Bench = {
  summary: "The trainer's step on WASM against native TensorFlow",
  async run({ rounds, only, say }) {
    const names = Object.keys(presets)
    if (only !== undefined && !names.includes(only))
      throw new InvalidOptionError('--only', `one of ${names.join(', ')}`, only)
    const results: WasmTrainerResult[] = []
    for (const preset of names)
      if (only === undefined || only === preset)
        results.push(await benchWasmTrainer(preset, rounds, (message) => say(`${preset}: ${message}`)))
    return { markdown: results.map(reportWasmTrainer).join('\n'), results }
  },
}
