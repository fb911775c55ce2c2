import type { WebFace } from '../face.ts'

/** The faces that were shown last, up to a number of bytes of pixels. */
export class FaceCache {
  readonly #limitBytes: number
  /** Oldest use first. */
  readonly #faces = new Map<string, WebFace>()
  #bytes = 0

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes
  }

  get(key: string): WebFace | undefined {
    const face = this.#faces.get(key)
    if (!face) return undefined
    this.#faces.delete(key)
    this.#faces.set(key, face)
    return face
  }

  set(key: string, face: WebFace): void {
    this.#delete(key)
    this.#faces.set(key, face)
    this.#bytes += face.data.byteLength
    for (const oldest of this.#faces.keys()) {
      if (this.#bytes <= this.#limitBytes) return
      this.#delete(oldest)
    }
  }

  #delete(key: string): void {
    this.#bytes -= this.#faces.get(key)?.data.byteLength ?? 0
    this.#faces.delete(key)
  }
}
