import { parentPort, workerData } from 'node:worker_threads'
import type { BatchRequest, StreamSettings } from './batch-protocol.ts'
import { PictureStream } from './batches.ts'

// The thread's entry.
const port = parentPort
if (!port) throw new Error('this module is the entry of a worker thread')
const { pictures, seed, mirror } = workerData as StreamSettings
const stream = new PictureStream(pictures, seed, mirror)
port.on('message', ({ position, count, memory }: BatchRequest) => {
  const batch = stream.read(position, count, memory)
  port.postMessage(batch, [batch.buffer])
})
