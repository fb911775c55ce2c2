import { createHash } from 'node:crypto'
import type { LabelledFaces } from '../labelled-faces.ts'

/** 16 hexadecimal digits that change with any picture, name or order: results of other data are never taken for these. */
export function fingerprintOf({ size, people, labels, files, pixels }: LabelledFaces): string {
  const hash = createHash('sha256')
  hash.update(JSON.stringify({ size, people, labels: Array.from(labels), files }))
  return hash.update(pixels).digest('hex').slice(0, 16)
}
