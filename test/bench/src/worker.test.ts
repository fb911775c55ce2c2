import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { BenchWorker } from './worker.ts'
import type { TrainerHello, TrainerTurn } from './trainer/protocol.ts'
import { kerasPython } from './trainer/python.ts'

const peers = fileURLToPath(new URL('../peers', import.meta.url))
/** A peer in Python that computes nothing: each step sleeps 2 ms. */
const sleeper = `
import sys, time
from serve import serve
done = 0
def run(variant, steps):
    global done
    if variant == "die": sys.exit("out of luck")
    done += steps
    time.sleep(0.002 * steps)
    print("chatter of a library")
    return [float(done), float("nan") if variant == "broken" else 0.5]
serve({"versions": {}, "parameters": {"generator": 1, "discriminator": 2}, "variants": ["plain"]}, run)
`
type Sleeper = BenchWorker<TrainerHello, TrainerTurn>
let worker: Sleeper
const start = (command: readonly string[]): Promise<Sleeper> =>
  BenchWorker.start('sleeper', command, { ...process.env, PYTHONPATH: peers, PYTHONDONTWRITEBYTECODE: '1' })
afterEach(() => worker?.stop())

describe('a worker', () => {
  it('says what it is, then takes turns; the clock leaves the warm-up out', async () => {
    worker = await start([kerasPython(), '-c', sleeper])
    expect(worker.hello.parameters).toEqual({ generator: 1, discriminator: 2 })
    const first = await worker.run({ variant: 'plain', warmup: 200, steps: 5 })
    expect(first).toMatchObject({ lossD: 205, lossG: 0.5 })
    expect(first.seconds).toBeGreaterThanOrEqual(0.01)
    expect(first.seconds).toBeLessThan(0.4) // as long as the warm-up alone
    expect(first.cpuSeconds).toBeGreaterThanOrEqual(0)
    expect(await worker.run({ variant: 'broken', warmup: 0, steps: 1 })).toMatchObject({
      lossD: 206,
      lossG: null,
    })
  })

  it('that dies is an error with its last words', async () => {
    worker = await start([kerasPython(), '-c', sleeper])
    await expect(worker.run({ variant: 'die', warmup: 1, steps: 1 })).rejects.toMatchObject({
      code: 'BENCH_WORKER_DIED',
      message: expect.stringContaining('out of luck'),
      hint: expect.stringContaining('by hand'),
    })
    await expect(start(['no-such-program-here'])).rejects.toMatchObject({
      code: 'BENCH_WORKER_DIED',
      message: expect.stringContaining('no-such-program-here'),
    })
  })
})
