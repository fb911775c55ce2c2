import { setTimeout } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import type { WorkerChannel, WorkerReply } from '@facegan/core'
import { NativeGuard } from './native-guard.ts'

/** The guards of all threads that live: a process that ends lets each come out of its run first. */
const guards = new Set<NativeGuard>()
/** One run takes well under a second; a machine that swaps may take longer. */
const longestRunMs = 10_000

function onProcessExit(): void {
  for (const guard of guards) guard.close()
  for (const guard of guards) guard.blockUntilIdle(longestRunMs)
}

/**
 * Starts a thread that speaks the worker protocol. It keeps the process alive while it owes a reply and no longer,
 * so that a script which never disposes its generator still ends.
 *
 * @param holdsProcess whether it does even that: nobody waits for a trial
 */
export function openWorkerChannel<Settings>(
  entry: URL,
  holdsProcess: () => boolean = () => true,
): WorkerChannel<Settings> {
  // the flags of the main thread are not for this one: `--input-type`, for instance, would keep it from starting
  const guard = new NativeGuard()
  const worker = new Worker(entry, { name: 'facegan-inference', execArgv: [], workerData: guard.memory })
  if (guards.size === 0) process.on('exit', onProcessExit)
  guards.add(guard)
  worker.on('exit', () => {
    guards.delete(guard)
    if (guards.size === 0) process.off('exit', onProcessExit)
  })
  let owed = 0
  let asked = false
  worker.unref()

  return {
    post(message, transfer) {
      worker.postMessage(message, transfer)
      if (owed++ === 0 && holdsProcess()) worker.ref()
    },
    onMessage(listener) {
      worker.on('message', (reply: WorkerReply) => {
        // not while it is being ended: a last reply would let the process go before that is done
        if (--owed === 0 && !asked) worker.unref()
        listener(reply)
      })
    },
    onCrash(listener) {
      worker.on('error', listener)
      worker.on('exit', (code) => {
        if (!asked) listener(new Error(`it exited with code ${code}`))
      })
    },
    async terminate() {
      asked = true
      guard.close()
      worker.ref() // the wait below must not be what ends the process
      while (guard.busy) await setTimeout(2)
      await worker.terminate()
    },
  }
}
