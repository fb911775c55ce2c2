import { labelNamespace, parseLabel, xmpText, type SyntheticLabel } from '@facegan/core'

/**
 * Reads the label out of an XMP packet, whether its values stand as attributes or, as other programs rewrite them, as
 * elements. Nothing outside the packet is looked at, and no entity but XML's own five means anything.
 *
 * @returns undefined on anything that is no label of facegan's, whatever the bytes
 */
export async function readLabel(xmp: Uint8Array | undefined): Promise<SyntheticLabel | undefined> {
  const text = xmpText(xmp)
  const fields = text && (await ownFields(text).catch(() => undefined)) // not XML
  return fields ? parseLabel(fields) : undefined
}

/** Values by local name in facegan's namespace. @throws Error on anything but XML, or a value told in two ways */
async function ownFields(xml: string): Promise<Map<string, string>> {
  const { SaxesParser } = await import('saxes') // only a reader of labels needs it
  const parser = new SaxesParser({ xmlns: true })
  const fields = new Map<string, string>()
  const texts: string[] = [] // of the elements that are open
  const set = (name: string, value: string) => {
    if ((fields.get(name) ?? value) !== value) throw new Error(`${name} is there twice`)
    fields.set(name, value)
  }
  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', ({ attributes }) => {
    for (const { uri, local, value } of Object.values(attributes))
      if (uri === labelNamespace) set(local, value)
    texts.push('')
  })
  parser.on('text', (text) => {
    if (texts.length > 0) texts[texts.length - 1] += text
  })
  parser.on('closetag', ({ uri, local }) => {
    const text = texts.pop() ?? ''
    if (uri === labelNamespace) set(local, text)
  })
  parser.write(xml).close()
  return fields
}
