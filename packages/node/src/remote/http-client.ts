import { messageOf } from '@facegan/core'
import type { EnvHttpProxyAgent, Response } from 'undici'
import { UnreachableError } from './errors.ts'

/** Network failures that often pass by themselves. */
const passing = new Set([
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'UND_ERR_SOCKET',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
])
const passingStatus = new Set([408, 425, 429, 500, 502, 503, 504])
/** No server may make a program wait longer. */
const longestRetryAfterMs = 30_000

/**
 * Fetches through the proxy of HTTP_PROXY, HTTPS_PROXY and NO_PROXY, follows redirects, and gives up on a server that is
 * silent for too long. Close it, or its connections linger.
 */
export class HttpClient implements AsyncDisposable {
  readonly #timeoutMs: number
  readonly #signal: AbortSignal | undefined
  #agent: EnvHttpProxyAgent | undefined

  /** @param timeoutMs how long a server may be silent: before it connects, before it answers, and between two pieces */
  constructor(timeoutMs: number, signal: AbortSignal | undefined) {
    this.#timeoutMs = timeoutMs
    this.#signal = signal
  }

  /**
   * @returns the answer, whatever its status, unless that is one that may pass
   * @throws UnreachableError, or the signal's reason
   */
  async get(url: URL, headers: Record<string, string>): Promise<Response> {
    this.#signal?.throwIfAborted()
    const { EnvHttpProxyAgent, fetch } = await import('undici') // 1.5 MB that models on disk never need
    const silence = this.#timeoutMs
    try {
      this.#agent ??= new EnvHttpProxyAgent({
        headersTimeout: silence,
        bodyTimeout: silence,
        connect: { timeout: silence },
      })
      // compressed, a file could not be resumed by its own bytes
      const response = await fetch(url, {
        dispatcher: this.#agent,
        headers: { 'accept-encoding': 'identity', ...headers },
        signal: this.#signal ?? null,
      })
      if (!passingStatus.has(response.status)) return response
      await response.body?.cancel()
      throw new UnreachableError(`it answered ${response.status} ${response.statusText}`.trimEnd(), {
        temporary: true,
        retryAfterMs: retryAfterOf(response.headers.get('retry-after')),
      })
    } catch (error) {
      throw this.#explain(error)
    }
  }

  /** The pieces of an answer's body. @throws UnreachableError, or the signal's reason */
  async *piecesOf(response: Response): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      for await (const piece of response.body ?? []) yield piece as Uint8Array
    } catch (error) {
      throw this.#explain(error)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#agent?.destroy()
  }

  /** fetch says only "fetch failed" or "terminated"; its cause knows why. */
  #explain(error: unknown): unknown {
    if (this.#signal?.aborted) return this.#signal.reason
    if (error instanceof UnreachableError) return error
    const cause = innermost(error)
    const code = String((cause as NodeJS.ErrnoException).code)
    const seconds = this.#timeoutMs / 1000
    const reason = code.endsWith('_TIMEOUT') ? `the server was silent for ${seconds} s` : messageOf(cause)
    return new UnreachableError(reason || code, { temporary: passing.has(code), cause: error })
  }
}

/** Several addresses of one host fail as one AggregateError without a message. */
function innermost(error: unknown): unknown {
  const { cause, errors } = error as { cause?: unknown; errors?: unknown[] }
  const inner = cause ?? errors?.[0]
  return inner instanceof Error ? innermost(inner) : error
}

/** Seconds or a date -> milliseconds. */
export function retryAfterOf(header: string | null, now = Date.now()): number {
  if (header === null) return 0
  const waitMs = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - now
  return Math.min(longestRetryAfterMs, Math.max(0, waitMs || 0))
}
