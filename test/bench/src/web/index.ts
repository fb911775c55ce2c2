import { InvalidOptionError } from '@facegan/core'
import type { Bench } from '../bench.ts'
import { describeMachine, load } from '../machine.ts'
import { chromiumVersion } from './browser.ts'
import { rows } from './rows.ts'
import { openSite } from './site.ts'

/** `pnpm bench web`. */
export const web: Bench = {
  summary:
    'The web SDK against bare ONNX Runtime Web and TensorFlow.js; the first face; the page meanwhile; WebGPU',
  async run({ rounds, only, say }) {
    const names = Object.keys(rows)
    if (only !== undefined && !names.includes(only))
      throw new InvalidOptionError('--only', `one of ${names.join(', ')}`, only)
    const chromium = await chromiumVersion()
    const host = await openSite(say)
    try {
      const machine = await describeMachine()
      const results: Record<string, unknown> = { machine, chromium }
      const parts: string[] = []
      for (const [name, { title, run }] of Object.entries(rows)) {
        if (only !== undefined && only !== name) continue
        const tell = (message: string) => say(`${name}: ${message}`)
        const row = await run({ host, rounds, smoke: false, say: tell })
        results[name] = row.results
        parts.push(`### ${title}\n\n${row.markdown}`)
      }
      const { cpu, cores, system, busyCores } = machine
      const where =
        `${cpu}, ${cores} cores, ${system}, Chromium ${chromium}. Other programs kept ${busyCores} cores busy ` +
        `before the start; load average ${load()} at the end. ${rounds} rounds in alternating order; median (min-max).`
      return { markdown: [where, '', ...parts].join('\n'), results }
    } finally {
      await host.close()
    }
  },
}
