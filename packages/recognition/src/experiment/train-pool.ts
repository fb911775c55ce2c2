import { availableParallelism, totalmem } from 'node:os'
import { Tinypool } from 'tinypool'
import type { ArmCell, TrainTask } from './train-task.ts'

/** Processes that train networks. */
export interface TrainPool {
  readonly size: number
  run(task: TrainTask, signal?: AbortSignal): Promise<ArmCell>
  close(): Promise<void>
}

/** What one grows to: TensorFlow, the pictures, and the maps of a batch. */
const processBytes = 3 * 2 ** 30

/**
 * One process and one thread a core: two small networks side by side on two cores learn faster than one after the other on
 * both, and a network's numbers do not depend on how many there are.
 *
 * @param jobs networks in all: no more processes are started
 * @param wanted processes. @default as many as there are cores, and memory for
 */
export function openTrainPool(jobs: number, wanted?: number): TrainPool {
  const roomFor = Math.max(1, Math.floor(totalmem() / processBytes))
  const size = Math.min(jobs, wanted ?? Math.min(availableParallelism(), roomFor))
  const oneThread = { TF_NUM_INTRAOP_THREADS: '1', TF_NUM_INTEROP_THREADS: '1', OMP_NUM_THREADS: '1' }
  const pool = new Tinypool({
    filename: new URL('./train-process.js', import.meta.url).href,
    runtime: 'child_process',
    minThreads: size,
    maxThreads: size,
    env: { ...(process.env as Record<string, string>), ...oneThread },
    serialization: 'advanced',
  })
  return {
    size,
    run: (task, signal) => pool.run(task, signal ? { signal } : {}) as Promise<ArmCell>,
    close: () => pool.destroy(),
  }
}
