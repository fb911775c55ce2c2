import { setTimeout as sleep } from 'node:timers/promises'
import lockfile from 'proper-lockfile'

export interface LockOptions {
  readonly signal?: AbortSignal
  /** Called once where another process holds the lock. */
  readonly onWait?: () => void
}

/**
 * Runs `work` while this process alone holds the lock of `path`. A lock whose owner was killed is
 * taken over when it has not been touched for 10 seconds.
 */
export async function withLock<T>(
  path: string,
  work: () => Promise<T>,
  options: LockOptions = {},
): Promise<T> {
  const release = await acquire(path, options)
  try {
    return await work()
  } finally {
    await release()
  }
}

async function acquire(path: string, { signal, onWait }: LockOptions): Promise<() => Promise<void>> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await lockfile.lock(path, { realpath: false, stale: 10_000, update: 2_000 })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ELOCKED') throw error
      if (attempt === 0) onWait?.()
      // the signal's own reason rather than sleep's AbortError
      await sleep(300, undefined, { signal }).catch(() => signal?.throwIfAborted())
    }
  }
}
