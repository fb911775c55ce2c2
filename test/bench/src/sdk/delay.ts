// A process of its own: how late the main thread's timers are, at rest and while 2,000 faces are made. Prints JSON.

import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout } from 'node:timers/promises'
import { generateFaces } from '@facegan/node'
import type { Delay } from './delay-report.ts'

/** Timers this close are what Node's histogram looks at; each is at least so late. */
const resolution = 1

async function delayDuring(work: () => Promise<unknown>): Promise<Delay & { ms: number }> {
  const histogram = monitorEventLoopDelay({ resolution })
  histogram.enable()
  const begun = performance.now()
  await work()
  const ms = performance.now() - begun
  histogram.disable()
  const at = (percentile: number) => Number((histogram.percentile(percentile) / 1e6).toFixed(2))
  return { p50: at(50), p99: at(99), max: Number((histogram.max / 1e6).toFixed(2)), ms }
}

async function main(): Promise<void> {
  await generateFaces({ count: 64, device: 'cpu' })
  const { ms, ...working } = await delayDuring(() => generateFaces({ count: 2000, device: 'cpu' }))
  const { ms: _, ...idle } = await delayDuring(() => setTimeout(ms))
  process.stdout.write(`${JSON.stringify({ working, idle })}\n`)
}

void main()
