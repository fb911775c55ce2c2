/** Pictures of people whose names are known: tight, aligned crops of one size. */
export interface LabelledFaces {
  /** Side of a picture in pixels. */
  readonly size: number
  /** [N,size,size,3] levels. Grey pictures have three equal channels. */
  readonly pixels: Uint8Array
  /** [N] who is in each picture: an index into `people`. */
  readonly labels: Int32Array
  readonly people: readonly string[]
  /** [N] each picture's path inside its source, for messages. */
  readonly files: readonly string[]
}

/** Those pictures, in that order. Their people stay the same list, also where nobody is left of one. */
export function pickFaces(faces: LabelledFaces, indices: readonly number[]): LabelledFaces {
  const row = faces.size * faces.size * 3
  const pixels = new Uint8Array(indices.length * row)
  indices.forEach((from, to) => pixels.set(faces.pixels.subarray(from * row, (from + 1) * row), to * row))
  return {
    ...faces,
    pixels,
    labels: Int32Array.from(indices, (i) => faces.labels[i]),
    files: indices.map((i) => faces.files[i]),
  }
}
