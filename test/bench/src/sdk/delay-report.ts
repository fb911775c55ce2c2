import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { spread } from '../rounds.ts'

/** Milliseconds between two turns of the main thread's timers that should be one apart. */
export interface Delay {
  readonly p50: number
  readonly p99: number
  readonly max: number
}

export interface DelayRound {
  readonly idle: Delay
  readonly working: Delay
}

export async function benchDelay(rounds: number, say: (message: string) => void): Promise<DelayRound[]> {
  const driver = fileURLToPath(new URL('delay.js', import.meta.url))
  const taken: DelayRound[] = []
  for (let index = 0; index < rounds; index++) {
    const { stdout } = await promisify(execFile)(process.execPath, [driver])
    const round = JSON.parse(stdout) as DelayRound
    taken.push(round)
    say(`Round ${index + 1} of ${rounds}: p99 ${round.working.p99} ms, idle ${round.idle.p99} ms`)
  }
  return taken
}

export function reportDelay(rounds: readonly DelayRound[]): string {
  const row = (name: string, of: (round: DelayRound) => Delay) => {
    const show = (key: keyof Delay) => {
      const { median, min, max } = spread(rounds.map((round) => of(round)[key]))
      return `${median.toFixed(1)} (${min.toFixed(1)}-${max.toFixed(1)})`
    }
    return `| ${name} | ${show('p50')} | ${show('p99')} | ${show('max')} |`
  }
  return [
    '| ms between timers that are 1 ms apart | median | p99 | longest |',
    '|---|---|---|---|',
    row('while 2,000 faces are made', ({ working }) => working),
    row('idle', ({ idle }) => idle),
    '',
  ].join('\n')
}
