/**
 * All that this package asks of a runtime beyond the language; Node and browsers both have it.
 * Anything else of theirs does not compile here, which is the point.
 */

interface AbortSignal {
  readonly aborted: boolean
  readonly reason: unknown
  throwIfAborted(): void
  addEventListener(type: 'abort', listener: () => void): void
  removeEventListener(type: 'abort', listener: () => void): void
}
declare const AbortSignal: { prototype: AbortSignal; new (): AbortSignal }

interface AbortController {
  readonly signal: AbortSignal
  abort(reason?: unknown): void
}
declare const AbortController: { prototype: AbortController; new (): AbortController }

declare const crypto: {
  getRandomValues(target: Uint32Array<ArrayBuffer>): Uint32Array
  readonly subtle?: { digest(algorithm: 'SHA-256', data: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer> }
}

declare const performance: { now(): number }
declare function queueMicrotask(callback: () => void): void
declare function setTimeout(callback: (value: unknown) => void, delayMs: number): unknown

declare const TextEncoder: { new (): { encode(text: string): Uint8Array<ArrayBuffer> } }

declare const TextDecoder: { new (): { decode(bytes: Uint8Array): string } }

declare const DecompressionStream: {
  new (format: 'deflate'): {
    readonly readable: {
      getReader(): {
        read(): Promise<{ done: false; value: Uint8Array } | { done: true; value: undefined }>
        cancel(): Promise<void>
      }
    }
    readonly writable: {
      getWriter(): { write(bytes: Uint8Array<ArrayBuffer>): Promise<void>; close(): Promise<void> }
    }
  }
}
