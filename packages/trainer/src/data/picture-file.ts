/** One undecoded picture. */
export interface PictureFile {
  /** Path inside the folder or archive. */
  readonly name: string
  /** Changes whenever the file does; empty inside an archive, which has one for all. */
  readonly stamp: string
  /** Its content; rejects when that cannot be read. */
  readonly read: () => Promise<Buffer>
}
