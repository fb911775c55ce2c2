import { setTimeout as sleep } from 'node:timers/promises'
import { UnreachableError } from './errors.ts'

const firstDelayMs = 250
const fruitlessLimit = 5
/** However much each attempt brings: a server that cuts every piece is not worth more. */
const attemptLimit = 100

/**
 * Runs `attempt` again where a failure may pass: after 0.25, 0.5, 1 and 2 seconds, each shortened by chance so that many
 * programs do not come back at once, or when the server says.
 *
 * @param attempt calls its argument when it got something new, which starts the count afresh
 * @throws UnreachableError after five fruitless attempts; anything else at once
 */
export async function withRetries<T>(
  attempt: (gained: () => void) => Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  let fruitless = 0
  for (let attempts = 1; ; attempts++) {
    let gained = false
    try {
      return await attempt(() => (gained = true))
    } catch (error) {
      if (!(error instanceof UnreachableError) || !error.temporary) throw error
      fruitless = gained ? 0 : fruitless + 1
      if (fruitless === fruitlessLimit || attempts === attemptLimit) throw error
      const delayMs = firstDelayMs * 2 ** Math.max(0, fruitless - 1) * (0.5 + Math.random() / 2)
      await sleep(Math.max(error.retryAfterMs, delayMs), undefined, signal && { signal }).catch(() =>
        signal?.throwIfAborted(),
      )
    }
  }
}
