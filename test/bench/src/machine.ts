import { availableParallelism, cpus, loadavg, platform, release } from 'node:os'
import { setTimeout } from 'node:timers/promises'

export interface Machine {
  readonly cpu: string
  readonly cores: number
  readonly system: string
  /** Cores that other programs kept busy before the first round. */
  readonly busyCores: number
}

/** @param lookMs how long to watch what others do; this process must rest meanwhile */
export async function describeMachine(lookMs = 2000): Promise<Machine> {
  const before = coreTimes()
  await setTimeout(lookMs)
  const after = coreTimes()
  const share = (after.busy - before.busy) / Math.max(1, after.all - before.all)
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    system: `${platform()} ${release()}`,
    busyCores: Number((share * cpus().length).toFixed(2)),
  }
}

/** Load average over the last minute, waiting programs included. */
export const load = (): number => Number(loadavg()[0]!.toFixed(2))

/** Summed over cores, in milliseconds since the machine started. */
function coreTimes(): { busy: number; all: number } {
  let [busy, all] = [0, 0]
  for (const { times } of cpus()) {
    const working = times.user + times.nice + times.sys + times.irq
    busy += working
    all += working + times.idle
  }
  return { busy, all }
}
