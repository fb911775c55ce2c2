/**
 * Σ (a - b)² / (a + b), for histograms: bins that are empty in both count nothing.
 *
 * (a - b)² / (a + b) = a + b - 4ab / (a + b), and the last is 0 unless both are filled. So beside the sums only bins
 * that are filled in both are visited, a sixth of all in LBP histograms.
 *
 * @param queries [M,D] of 0 or more
 * @param gallery [N,D] of 0 or more
 * @returns [M,N]
 */
export function chiSquareDistances(
  queries: Float32Array,
  gallery: Float32Array,
  width: number,
): Float32Array {
  const [count, known] = [queries.length / width, gallery.length / width]
  const filled = filledBins(gallery, width)
  const sums = rowSums(gallery, width)
  const pairs = new Float32Array(count * known)
  const shared = new Float64Array(known)
  for (let query = 0; query < count; query++) {
    shared.fill(0)
    let sum = 0
    for (let bin = 0; bin < width; bin++) {
      const a = queries[query * width + bin]
      if (a === 0) continue
      sum += a
      for (let i = filled.start[bin]; i < filled.start[bin + 1]; i++) {
        const b = filled.value[i]
        shared[filled.row[i]] += (a * b) / (a + b)
      }
    }
    for (let other = 0; other < known; other++)
      pairs[query * known + other] = Math.max(0, sum + sums[other] - 4 * shared[other])
  }
  return pairs
}

/** For each bin the rows where it is filled, and by how much: entries start[bin] to start[bin + 1]. */
function filledBins(rows: Float32Array, width: number) {
  const start = new Int32Array(width + 1)
  for (let i = 0; i < rows.length; i++) if (rows[i] !== 0) start[(i % width) + 1]++
  for (let bin = 0; bin < width; bin++) start[bin + 1] += start[bin]
  const next = start.slice()
  const row = new Int32Array(start[width])
  const value = new Float32Array(start[width])
  for (let i = 0; i < rows.length; i++) {
    if (rows[i] === 0) continue
    const at = next[i % width]++
    row[at] = Math.floor(i / width)
    value[at] = rows[i]
  }
  return { start, row, value }
}

function rowSums(rows: Float32Array, width: number): Float64Array {
  const sums = new Float64Array(rows.length / width)
  for (let i = 0; i < rows.length; i++) sums[Math.floor(i / width)] += rows[i]
  return sums
}
