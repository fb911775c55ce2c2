import { percentile, spread } from '../rounds.ts'
import type { CallPage } from './browser.ts'
import type { Watch } from './protocol.ts'

/** In milliseconds, and a number of tasks. */
export interface Calm {
  readonly p50: number
  readonly p99: number
  readonly longest: number
  /** Tasks of 50 ms and more. */
  readonly longTasks: number
  /** Zero where there was none. */
  readonly longestTask: number
  readonly milliseconds: number
}

export interface CalmRound {
  readonly idle: Calm
  readonly working: Calm
}

export interface ResponsivenessWorkload {
  readonly faces: number
  readonly idleMs: number
}

/** How the page's main thread keeps up while faces are made on WASM, and while nothing is; every other round the other way round. */
export async function benchResponsiveness(
  { faces, idleMs }: ResponsivenessWorkload,
  call: CallPage,
  rounds: number,
  say: (message: string) => void,
): Promise<CalmRound[]> {
  const taken: CalmRound[] = []
  for (let index = 0; index < rounds; index++) {
    const rest = async () => calmOf(await call('watchRest', idleMs))
    const before = index % 2 === 1 ? await rest() : undefined
    const working = calmOf(await call('watchWork', faces))
    const idle = before ?? (await rest())
    taken.push({ idle, working })
    say(`Round ${index + 1} of ${rounds}: gaps of frames, p99 ${working.p99} ms, idle ${idle.p99} ms`)
  }
  return taken
}

/** @param watch with at least one frame */
export function calmOf({ frameGaps, longTasks, milliseconds }: Watch): Calm {
  return {
    p50: tenths(percentile(frameGaps, 0.5)),
    p99: tenths(percentile(frameGaps, 0.99)),
    longest: tenths(Math.max(...frameGaps)),
    longTasks: longTasks.length,
    longestTask: tenths(Math.max(0, ...longTasks)),
    milliseconds: Math.round(milliseconds),
  }
}

const tenths = (value: number): number => Number(value.toFixed(1))

export function reportResponsiveness(rounds: readonly CalmRound[], faces: number): string {
  const row = (name: string, of: (round: CalmRound) => Calm) => {
    const show = (key: keyof Calm, digits: number) => {
      const { median, min, max } = spread(rounds.map((round) => of(round)[key]))
      return `${median.toFixed(digits)} (${min.toFixed(digits)}-${max.toFixed(digits)})`
    }
    const gaps = (['p50', 'p99', 'longest'] as const).map((key) => show(key, 1))
    const cells = [...gaps, show('longTasks', 0), show('longestTask', 0), show('milliseconds', 0)]
    return `| ${name} | ${cells.join(' | ')} |`
  }
  return [
    '| | ms between frames: median | p99 | longest | tasks over 50 ms | longest, ms | ms in all |',
    '|---|---|---|---|---|---|---|',
    row(`while ${faces.toLocaleString('en')} faces are made`, ({ working }) => working),
    row('idle', ({ idle }) => idle),
    '',
  ].join('\n')
}
