import { labelNamespace, parseLabel, xmpText, type SyntheticLabel } from '@facegan/core'

/**
 * Reads the label out of an XMP packet, whether its values stand as attributes or, as other programs rewrite them, as
 * elements.
 *
 * @returns undefined on anything that is no label of facegan's, whatever the bytes
 */
export function readLabel(xmp: Uint8Array | undefined): SyntheticLabel | undefined {
  const text = xmpText(xmp)
  const fields = text && ownFields(new DOMParser().parseFromString(text, 'application/xml'))
  return fields ? parseLabel(fields) : undefined
}

/** Values by local name in facegan's namespace; undefined on anything but XML, or a value told in two ways. */
function ownFields(xml: Document): Map<string, string> | undefined {
  if (xml.getElementsByTagNameNS('*', 'parsererror').length > 0) return undefined // how the parser says no
  const fields = new Map<string, string>()
  const told: (readonly [name: string, value: string])[] = []
  for (const element of xml.getElementsByTagName('*')) {
    if (element.namespaceURI === labelNamespace) told.push([element.localName, ownText(element)])
    for (const { namespaceURI, localName, value } of element.attributes)
      if (namespaceURI === labelNamespace) told.push([localName, value])
  }
  for (const [name, value] of told) {
    if ((fields.get(name) ?? value) !== value) return undefined
    fields.set(name, value)
  }
  return fields
}

/** Without that of elements inside. */
function ownText({ childNodes }: Element): string {
  return Array.from(childNodes, (node) => (node.nodeType === Node.TEXT_NODE ? node.nodeValue : '')).join('')
}
