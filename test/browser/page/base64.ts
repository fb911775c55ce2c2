import type { WebFace } from '@facegan/web'

/** RGBA of one face after another. */
export function base64(faces: readonly Pick<WebFace, 'data'>[]): string {
  let binary = ''
  for (const { data } of faces) for (const byte of data) binary += String.fromCharCode(byte)
  return btoa(binary)
}
