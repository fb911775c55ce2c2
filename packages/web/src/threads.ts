/** More threads than this mostly wait for each other on networks of this size. */
const limit = 8

/** As many as there are cores; one where the page is not cross-origin isolated, since threads share memory. */
export function automaticThreads(): number {
  return crossOriginIsolated ? Math.min(navigator.hardwareConcurrency, limit) : 1
}
