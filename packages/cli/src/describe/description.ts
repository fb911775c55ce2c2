import { FaceganError, type GraphSignature, type ModelManifest } from '@facegan/core'

/** What is known of one property of a generator, and how. */
export interface Finding {
  readonly what: string
  readonly value: string
  /**
   * `read`: the file says so; `measured`: runs of the network say so; `given`: an option says so; `guessed`: a convention
   * says so, and somebody should look; `unknown`: nothing says so.
   */
  readonly how: 'read' | 'measured' | 'given' | 'guessed' | 'unknown'
}

/** A proposed manifest, and what it rests on. */
export interface Description {
  readonly manifest: ModelManifest
  readonly findings: readonly Finding[]
  readonly graph: GraphSignature
}

/** What the user knows of the file. */
export interface Wishes {
  /** Name of the latent input. */
  readonly latent?: string | undefined
  /** Name of the output that is the picture. */
  readonly output?: string | undefined
  /** Of a flat picture. */
  readonly size?: { readonly width: number; readonly height: number } | undefined
  readonly layout?: 'NCHW' | 'NHWC' | undefined
  readonly range?: readonly [number, number] | undefined
  /** Values of other inputs, by name. */
  readonly set: Readonly<Record<string, number | 'normal'>>
}

/** Names in a file are whatever its author liked, such as what a terminal obeys. */
export function printable(text: string): string {
  return text.replace(/[^\P{C}\n]/gu, '\ufffd')
}

/** A file that no manifest can make a generator of, or not without being told more. */
export class CannotDescribeError extends FaceganError {
  constructor(reason: string, hint?: string, cause?: unknown) {
    super('FACEGAN_CANNOT_DESCRIBE', printable(reason), { hint: hint && printable(hint), cause })
  }
}
