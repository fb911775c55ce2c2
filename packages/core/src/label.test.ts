import { describe, expect, it } from 'vitest'
import { digitalSourceType, syntheticXmp, various } from './label.ts'

const label = { seed: 42, truncation: 0.7, modelSha256: 'ab'.repeat(32), modelName: 'faces-64' }

describe('syntheticXmp', () => {
  it('marks a picture as made by a trained model and names the face', () => {
    const xmp = syntheticXmp(label)
    expect(attribute(xmp, 'Iptc4xmpExt:DigitalSourceType')).toBe(digitalSourceType)
    expect(attribute(xmp, 'facegan:seed')).toBe('42')
    expect(attribute(xmp, 'facegan:truncation')).toBe('0.7')
    expect(attribute(xmp, 'facegan:model')).toBe('faces-64')
    expect(attribute(xmp, 'facegan:modelSha256')).toBe('ab'.repeat(32))
  })

  it('names what was done to a face, and only then', () => {
    const xmp = syntheticXmp({ ...label, mix: { seed: 8, t: 0.5 }, edit: { smile: 1.5, turn: -1 } })
    expect(attribute(xmp, 'facegan:seed')).toBe('42')
    expect(attribute(xmp, 'facegan:mix')).toBe('8@0.5')
    expect(attribute(xmp, 'facegan:edit')).toBe('smile=1.5,turn=-1')
    expect(syntheticXmp(label)).not.toMatch(/facegan:(mix|edit)/)
  })

  it('says that it varies on a sheet', () => {
    const xmp = syntheticXmp({ ...label, mix: various, edit: various })
    expect(attribute(xmp, 'facegan:mix')).toBe('various')
    expect(attribute(xmp, 'facegan:edit')).toBe('various')
  })

  it('names the range of a sheet', () => {
    expect(attribute(syntheticXmp({ ...label, seed: '0-63,99' }), 'facegan:seed')).toBe('0-63,99')
  })

  it('is a packet with every element closed and every prefix declared', () => {
    const xmp = syntheticXmp(label)
    expect(xmp.startsWith('<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>')).toBe(true)
    expect(xmp.endsWith('<?xpacket end="r"?>')).toBe(true)
    const open: string[] = []
    for (const [, slash, name, selfClosed] of xmp.matchAll(/<(\/?)([a-zA-Z:]+)[^<>]*?(\/?)>/g)) {
      if (slash && open.at(-1) === name) open.pop()
      else if (!selfClosed) open.push(name)
    }
    expect(open).toEqual([])
    const prefixes = Array.from(xmp.matchAll(/[\s<]([a-zA-Z0-9]+):[a-zA-Z]/g), ([, prefix]) => prefix)
    const undeclared = prefixes.filter((prefix) => prefix !== 'xmlns' && !xmp.includes(`xmlns:${prefix}="`))
    expect(undeclared).toEqual([])
  })
})

function attribute(xmp: string, name: string): string | undefined {
  return new RegExp(`${name}="([^"]*)"`).exec(xmp)?.[1]
}
