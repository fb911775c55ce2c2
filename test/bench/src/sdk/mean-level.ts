/** @param images any shape, in [-1, 1] */
export function meanLevelOf(images: Float32Array): number {
  let sum = 0
  for (const x of images) sum += Math.max(-1, Math.min(1, x))
  return (sum / images.length + 1) * 127.5
}
