import { FaceganError, type Device, type WebFace } from '@facegan/web'

export interface FacesRequest {
  readonly model?: string
  readonly device?: Device
  readonly seeds?: number | string | readonly number[]
  readonly threads?: number
}

/** How something failed, as JSON carries it. */
export async function failure(work: Promise<unknown>) {
  try {
    await work
    return { code: undefined, message: 'it did not fail', hint: undefined }
  } catch (error) {
    if (!FaceganError.isInstance(error)) return { code: undefined, message: String(error), hint: undefined }
    return { code: error.code, message: error.message, hint: error.hint }
  }
}

export function base64(bytes: Uint8Array | Uint8ClampedArray): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary)
}

/** RGBA of one face after another, in base64. */
export function levelsOf(faces: readonly Pick<WebFace, 'data'>[]): string {
  return base64(Uint8Array.from(faces.flatMap(({ data }) => Array.from(data))))
}
