import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { BenchError } from '../bench-error.ts'
import { takeRounds, type Contestant, type Round, type Sample } from '../rounds.ts'
import { benchNetwork } from './networks.ts'

const root = fileURLToPath(new URL('../../../../', import.meta.url))

/** One face as a PNG file, from a process that starts to one that has ended: our command against a bare script. */
export async function benchColdStart(
  rounds: number,
  say: (message: string) => void,
): Promise<readonly Round[]> {
  const { plain, latentSize } = await benchNetwork('faces-64', say)
  const folder = await mkdtemp(join(tmpdir(), 'facegan-bench-'))
  const bare = join(root, 'test/bench/peers/bare_generate.mjs')
  const facegan = join(root, 'packages/cli/dist/bin.js')
  const contestants: Contestant[] = [
    {
      name: 'facegan',
      measure: () => timed([facegan, 'generate', '--count', '1', '--out', join(folder, 'faces')]),
    },
    {
      name: 'bare script',
      measure: () => timed([bare, plain, String(latentSize), join(folder, 'face.png')]),
    },
  ]
  try {
    for (const { measure } of contestants) await measure() // files in the system's cache, for both
    return await takeRounds(contestants, rounds, (round, index) => {
      const times = Object.entries(round).map(([name, s]) => `${name} ${s.milliseconds.toFixed(0)} ms`)
      say(`Round ${index + 1} of ${rounds}: ${times.join(', ')}`)
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Loaded before a script: at the end tells its CPU time, which a parent cannot ask for. */
const tellCpu =
  'data:text/javascript,import { writeSync } from "node:fs"; process.on("exit", () => ' +
  'writeSync(3, JSON.stringify(process.cpuUsage())))'

/** Runs Node to its end. */
async function timed(args: readonly string[]): Promise<Sample> {
  const begun = performance.now()
  const child = spawn(process.execPath, ['--import', tellCpu, ...args], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  })
  const [errors, cpu, code] = await Promise.all([
    text(child.stdio[2]!),
    text(child.stdio[3] as Readable),
    new Promise((resolve) => child.on('exit', resolve)),
  ])
  const milliseconds = performance.now() - begun
  if (code !== 0)
    throw new BenchError('BENCH_WORKER_DIED', `${args[0]} ended with ${code}:\n  ${errors}`, 'run it by hand')
  const { user, system } = JSON.parse(cpu) as NodeJS.CpuUsage
  return { milliseconds, cpuMilliseconds: (user + system) / 1000 }
}
