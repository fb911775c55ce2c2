/** At most `limit` indices below `count`, evenly spaced: of pictures that lie in order of their source, a fair share. */
export function evenlySpaced(count: number, limit: number): number[] {
  const taken = Math.min(count, limit)
  return Array.from({ length: taken }, (_, i) => Math.floor((i * count) / taken))
}

/** Splits `count` indices into `blocks` sets of `length`, each spread over the whole range, no index in two. */
export function interleavedBlocks(count: number, blocks: number, length: number): number[][] {
  const spread = evenlySpaced(count, blocks * length)
  return Array.from({ length: blocks }, (_, b) => Array.from({ length }, (_, i) => spread[i * blocks + b]))
}

/** The pictures of these indices, packed as before. */
export function pickPictures(pixels: Uint8Array, size: number, indices: readonly number[]): Uint8Array {
  const image = size * size * 3
  const picked = new Uint8Array(indices.length * image)
  indices.forEach((index, n) => picked.set(pixels.subarray(index * image, (index + 1) * image), n * image))
  return picked
}
