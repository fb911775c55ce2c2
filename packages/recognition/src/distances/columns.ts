/** Parts of a vector, of equal length. */
export const columns = 10

/**
 * Sum over ten equal parts of the vectors of the parts' Euclidean distances, as 2DPCA compares its ten columns.
 *
 * @see Yang et al. 2004, equation 8
 */
export function columnDistances(queries: Float32Array, gallery: Float32Array, width: number): Float32Array {
  const [count, known] = [queries.length / width, gallery.length / width]
  const part = width / columns
  const pairs = new Float32Array(count * known)
  for (let query = 0; query < count; query++) {
    for (let other = 0; other < known; other++) {
      let sum = 0
      for (let column = 0; column < columns; column++) {
        const [a, b] = [query * width + column * part, other * width + column * part]
        let square = 0
        for (let i = 0; i < part; i++) square += (queries[a + i] - gallery[b + i]) ** 2
        sum += Math.sqrt(square)
      }
      pairs[query * known + other] = sum
    }
  }
  return pairs
}
