/**
 * A browser says nothing when a worker ends by itself (out of memory, `close()`), and whoever waits for its answer
 * would wait for ever. So the worker holds a Web Lock for as long as it lives, and the page waits for that lock.
 */

/** The worker's first message: its script runs and it holds the lock of that name. */
export interface LifeSign {
  readonly lifeLock: string
}

export function isLifeSign(message: object): message is LifeSign {
  return 'lifeLock' in message
}

/** In the worker. Resolves once the lock is held, or at once in browsers without Web Locks. */
export function holdLifeLock(): Promise<LifeSign> {
  const lifeLock = `facegan-${crypto.getRandomValues(new Uint32Array(2)).join()}` // no `randomUUID` on plain http
  return new Promise((resolve) => {
    const held = () => {
      resolve({ lifeLock })
      return new Promise(() => {}) // never released while this worker lives
    }
    if (hasLocks()) void navigator.locks.request(lifeLock, held)
    else void held()
  })
}

/** In the page. @param onEnd called when the worker is gone, for whatever reason */
export function watchLifeLock({ lifeLock }: LifeSign, onEnd: () => void): void {
  if (hasLocks()) void navigator.locks.request(lifeLock, onEnd)
}

function hasLocks(): boolean {
  return (navigator.locks as LockManager | undefined) !== undefined // missing before 2022
}
