import { loadGenerator, type ConcreteDevice, type LoadOptions } from '@facegan/node'

/** How long batches of one size take. */
export interface BatchSpeed {
  readonly batchSize: number
  readonly batches: number
  readonly facesPerSecond: number
  /** Of one batch, from the call to its last pixel. */
  readonly medianMs: number
  readonly p95Ms: number
}

export interface DeviceSpeed {
  readonly device: ConcreteDevice
  /** Name and version. */
  readonly model: string
  /** From nothing in memory to a network that is ready. */
  readonly loadMs: number
  /** The first face after that. */
  readonly firstFaceMs: number
  readonly speeds: readonly BatchSpeed[]
}

/**
 * Makes faces in batches of several sizes, for some time each, one batch after the other, as a program does that waits for each.
 *
 * @param seconds for each size, at least two batches
 */
export async function benchDevice(
  options: LoadOptions & { readonly device: ConcreteDevice },
  batchSizes: readonly number[],
  seconds: number,
): Promise<DeviceSpeed> {
  const begun = performance.now()
  await using generator = await loadGenerator(options)
  const loadMs = performance.now() - begun
  const firstFaceMs = await timed(() => generator.generate({ seeds: 0 }))
  const speeds: BatchSpeed[] = []
  for (const batchSize of batchSizes) {
    await generator.warmup({ batchSize, signal: options.signal })
    const times: number[] = []
    const end = performance.now() + seconds * 1000
    while (times.length < 2 || performance.now() < end) {
      const wanted = { seeds: `0-${batchSize - 1}`, batchSize, signal: options.signal }
      times.push(await timed(() => generator.generate(wanted)))
    }
    const total = times.reduce((sum, ms) => sum + ms, 0)
    const sorted = times.toSorted((a, b) => a - b)
    const quantile = (q: number) => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]!
    speeds.push({
      batchSize,
      batches: times.length,
      facesPerSecond: (times.length * batchSize * 1000) / total,
      medianMs: quantile(0.5),
      p95Ms: quantile(0.95),
    })
  }
  const { name, version } = generator.manifest
  return { device: options.device, model: `${name} ${version}`, loadMs, firstFaceMs, speeds }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await work()
  return performance.now() - begun
}
