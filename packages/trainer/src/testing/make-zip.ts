import { crc32, deflateRawSync } from 'node:zlib'

export interface ZippedFile {
  readonly name: string
  readonly content: Buffer
  /** Field values that belie the content, for archives as no tool would write them. */
  readonly flags?: number
  readonly method?: number
  readonly sum?: number
}

/** A zip archive (PKWARE's APPNOTE 4.3) of deflated files. */
export function makeZip(files: readonly ZippedFile[]): Buffer {
  const bodies: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, content, flags = 0, method = 8, sum = crc32(content) } of files) {
    const path = Buffer.from(name)
    const packed = deflateRawSync(content)
    const common = numbers([2, 20], [2, flags], [2, method], [4, 0], [4, sum])
    const sizes = numbers([4, packed.length], [4, content.length], [2, path.length], [2, 0])
    const body = Buffer.concat([numbers([4, 0x04034b50]), common, sizes, path, packed])
    const rest = numbers([2, 0], [2, 0], [2, 0], [4, 0], [4, offset])
    directory.push(numbers([4, 0x02014b50], [2, 20]), common, sizes, rest, path)
    bodies.push(body)
    offset += body.length
  }
  const listing = Buffer.concat(directory)
  const count = files.length
  const end = numbers(
    [4, 0x06054b50],
    [2, 0],
    [2, 0],
    [2, count],
    [2, count],
    [4, listing.length],
    [4, offset],
    [2, 0],
  )
  return Buffer.concat([...bodies, listing, end])
}

/** Little-endian, each with its width in bytes. */
function numbers(...fields: readonly (readonly [width: number, value: number])[]): Buffer {
  return Buffer.concat(
    fields.map(([width, value]) => {
      const bytes = Buffer.alloc(width)
      bytes.writeUIntLE(value, 0, width)
      return bytes
    }),
  )
}
