/**
 * Maps in order, up to `width` items at a time, no further ahead than the reader takes. When the source fails or ends early,
 * what was begun is still finished and given first.
 */
export async function* mapAhead<T, U>(
  source: AsyncIterable<T>,
  width: number,
  map: (item: T) => Promise<U>,
): AsyncGenerator<U, void, undefined> {
  const begun: Promise<U>[] = []
  let failure: { readonly error: unknown } | undefined
  const items = source[Symbol.asyncIterator]()
  try {
    for (;;) {
      const { done, value } = await items.next().catch((error: unknown) => {
        failure = { error }
        return { done: true as const, value: undefined }
      })
      if (done) break
      const mapped = map(value)
      mapped.catch(() => {}) // looked at when its turn comes
      begun.push(mapped)
      if (begun.length >= width) yield await begun.shift()!
    }
    while (begun.length > 0) yield await begun.shift()!
  } finally {
    await Promise.allSettled(begun)
    await items.return?.()
  }
  if (failure) throw failure.error
}
