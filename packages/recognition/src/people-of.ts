/** Whose pictures are whose, by where they lie. */
export interface Placed {
  /** Undefined for a picture that lies in nobody's folder. */
  readonly person: string | undefined
  /** Sorts people by the bytes of their names, and each one's pictures by the bytes of theirs. */
  readonly key: Buffer
}

/**
 * The first folder is the person, and all below it is theirs: `ada/1.jpg`, `ada/2020/2.jpg`. Folders that hold
 * everybody, such as the one that an archive was made of, count for nothing.
 *
 * @param names paths inside a folder or archive
 */
export function peopleOf(names: readonly string[]): Placed[] {
  let paths = names.map((name) => name.split('/').filter((part) => part !== '' && part !== '.'))
  while (isWrapper(paths)) paths = paths.map(([, ...inner]) => inner)
  return paths.map((path) => ({
    person: path.length > 1 ? path[0] : undefined,
    key: Buffer.from(path.join('\0')), // a folder sorts before everything in it, whatever characters follow
  }))
}

/** Everything lies in one folder, which is no person's: it holds folders of pictures alone, or two of them at least. */
function isWrapper(paths: readonly string[][]): boolean {
  const tops = new Set(paths.map(([top]) => top))
  if (tops.size !== 1 || paths.some((path) => path.length < 2)) return false
  const loose = paths.filter((path) => path.length === 2).length
  const folders = new Set(paths.filter((path) => path.length > 2).map(([, folder]) => folder))
  return folders.size >= 2 || (folders.size === 1 && loose === 0)
}
