/** A label is under a thousand bytes; other programs add some of their own. */
export const xmpLimitBytes = 2 ** 20

/**
 * The text of an XMP packet, for an XML parser. Labels declare no document type, which is where entities of one's own
 * come from.
 *
 * @returns undefined on more than a mebibyte, or with a document type
 */
export function xmpText(xmp: Uint8Array | undefined): string | undefined {
  if (!xmp || xmp.length > xmpLimitBytes) return undefined
  const padded = new TextDecoder().decode(xmp)
  let end = padded.length // a regular expression would start anew at each of a million spaces
  while (end > 0 && /[\s\0]/.test(padded[end - 1])) end--
  const text = padded.slice(0, end)
  return text.includes('<!DOCTYPE') ? undefined : text
}
