import { availableParallelism } from 'node:os'
import { Tinypool } from 'tinypool'
import type { ArmCell, TrainTask } from './train-task.ts'

/** Processes that train networks. */
export interface TrainPool {
  readonly size: number
  run(task: TrainTask, signal?: AbortSignal): Promise<ArmCell>
  close(): Promise<void>
}

/**
 * One process and one thread a core: two small networks side by side on two cores learn faster than one after the other on
 * both, and a network's numbers do not depend on how many there are.
 *
 * @param size processes. @default as many as there are cores
 */
export function openTrainPool(size = availableParallelism()): TrainPool {
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
