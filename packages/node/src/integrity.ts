import { createHash } from 'node:crypto'
import { ModelCorruptError } from '@facegan/core'

/** As in HTML's `integrity`: the SHA-256 of a manifest, which in turn holds that of the ONNX file. */
export const integrityForm = /^sha256-[A-Za-z0-9+/]{43}=$/

/** @param text of a `facegan.json`, byte for byte */
export function integrityOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}

export function hasIntegrity(text: string, integrity: string): boolean {
  return integrityOf(text) === integrity
}

/** @throws ModelCorruptError where it is another manifest than the one that was asked for */
export function checkIntegrity(text: string, integrity: string | undefined, where: string): void {
  if (integrity !== undefined && !hasIntegrity(text, integrity))
    throw new ModelCorruptError(where, 'SHA-256', integrity, integrityOf(text))
}
