import { InvalidOptionError } from '@facegan/core'
import type { Bench } from '../bench.ts'
import { describeMachine, load } from '../machine.ts'
import type { Round } from '../rounds.ts'
import { madeBothWays } from './made.ts'
import { benchModels } from './models.ts'
import { reportConversions, type Conversion } from './report.ts'
import { timeBoth } from './time.ts'

/** `pnpm bench convert`. */
export const convert: Bench = {
  summary: 'Converted networks in ONNX Runtime on one thread: tfjs-to-onnx against plain tf2onnx',
  async run({ rounds, only, say }) {
    const names = benchModels.map(({ name }) => name)
    if (only !== undefined && !names.includes(only))
      throw new InvalidOptionError('--only', `one of ${names.join(', ')}`, only)
    const wanted = benchModels.filter(({ name }) => only === undefined || name === only)
    const made = []
    for (const model of wanted) made.push({ model, files: await madeBothWays(model, say) })
    const machine = await describeMachine()
    const conversions: Conversion[] = []
    for (const { model, files } of made)
      for (const batch of model.batches) {
        say(`${model.name}, batch ${batch}`)
        const taken: Round[] = await timeBoth(files, model, batch, rounds)
        conversions.push({ name: model.name, batch, rounds: taken })
      }
    const { cpu, system, busyCores } = machine
    const where =
      `${cpu}, ${system}, Node ${process.versions.node}, one thread. Other programs kept ${busyCores} cores busy ` +
      `before the start; load average ${load()} at the end. ${rounds} rounds in alternating order; median (quartiles).`
    return { markdown: `${where}\n\n${reportConversions(conversions)}`, results: { machine, conversions } }
  },
}
