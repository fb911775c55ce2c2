// A worker of the bench: one network in W threads with T threads of ONNX Runtime each. Arguments: an ONNX file, latent
// size. A variant is `WxT-batch-N`; a step is 64 faces, however they are cut.

import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads'
import { latentsOf } from '@facegan/core'
import * as ort from 'onnxruntime-node'
import { serve } from '../serve.ts'
import { seedsOf, type SdkHello } from './protocol.ts'
import { facesPerStep } from './steps.ts'

interface Order {
  readonly file: string
  readonly latentSize: number
  readonly threads: number
  readonly batch: number
}

async function inThread(order: Order): Promise<void> {
  const { file, latentSize, threads, batch } = order
  const options = { intraOpNumThreads: threads, interOpNumThreads: 1, enableMemPattern: false }
  const session = await ort.InferenceSession.create(file, options)
  const z = new ort.Tensor('float32', latentsOf(seedsOf(batch), latentSize), [batch, latentSize])
  parentPort!.on('message', async () => {
    const [output] = Object.values(await session.run({ z }))
    const data = output!.data as Int32Array<ArrayBuffer>
    parentPort!.postMessage(data, [data.buffer])
  })
  parentPort!.postMessage('ready', [])
}

const answer = (worker: Worker) => new Promise((resolve) => worker.once('message', resolve))

/** The threads of one variant, kept for its further turns. */
async function startPool(file: string, latentSize: number, variant: string) {
  const [, workers, threads, batch] = /^(\d+)x(\d+)-batch-(\d+)$/.exec(variant)!.map(Number)
  const workerData: Order = { file, latentSize, threads: threads!, batch: batch! }
  const started = Array.from({ length: workers! }, () => new Worker(new URL(import.meta.url), { workerData }))
  await Promise.all(started.map(answer))
  return async (batches: number) => {
    let left = batches
    await Promise.all(
      started.map(async (worker) => {
        for (; left-- > 0; await answer(worker)) worker.postMessage('run', [])
      }),
    )
  }
}

async function main(file: string, latentSize: number): Promise<void> {
  const hello: SdkHello = { versions: {} }
  const pools = new Map<string, Awaited<ReturnType<typeof startPool>>>()
  await serve(hello, async (variant, steps) => {
    const pool = pools.get(variant) ?? (await startPool(file, latentSize, variant))
    pools.set(variant, pool)
    const batch = Number(variant.split('-').at(-1))
    await pool((steps * facesPerStep) / batch)
    return { meanLevel: 0 }
  })
  process.exit() // its threads wait for more
}

if (isMainThread) void main(process.argv[2] ?? '', Number(process.argv[3]))
else void inThread(workerData as Order)
