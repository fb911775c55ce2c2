import { syntheticXmp } from '@facegan/core'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readLabel } from './read-label.ts'

const label = {
  seed: 42,
  truncation: 0.7,
  edit: { smile: 1.5 },
  modelName: 'faces-64',
  modelSha256: 'ab'.repeat(32),
}
const xmp = syntheticXmp(label)
const read = (text: string) => readLabel(Buffer.from(text))

describe('readLabel', () => {
  it('reads what a file of ours holds', async () => {
    expect(await read(xmp)).toEqual(label)
  })

  it.each([
    ['another prefix', xmp.replace(/facegan:(\w+=)/g, 'fg:$1').replace('xmlns:facegan', 'xmlns:fg')],
    ['padding', `${xmp}\n${' '.repeat(2000)}\0`],
    [
      'elements, as ExifTool writes them',
      `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
        <rdf:Description rdf:about="" xmlns:f="urn:facegan:face:1#">
          <f:seed>42</f:seed><f:truncation>0.7</f:truncation><f:edit>smile=1.5</f:edit>
          <f:model>faces-64</f:model><f:modelSha256>${'ab'.repeat(32)}</f:modelSha256>
        </rdf:Description></rdf:RDF></x:xmpmeta>`,
    ],
  ])('reads it with %s', async (_how, text) => {
    expect(await read(text)).toEqual(label)
  })

  it.each([
    ['nothing', ''],
    ['no XML', 'facegan:seed="42"'],
    ['XML cut short', xmp.slice(0, -60)],
    ['another namespace', xmp.replace('urn:facegan:face:1#', 'urn:other')],
    ['an undeclared prefix', xmp.replace('xmlns:facegan', 'xmlns:x')],
    ['a seed told in two ways', xmp.replace('/>', '><facegan:seed>43</facegan:seed></rdf:Description>')],
    ['an attribute twice', xmp.replace('facegan:seed="42"', 'facegan:seed="42" facegan:seed="42"')],
    ['a megabyte', xmp + ' '.repeat(2 ** 20)],
  ])('finds no label in %s', async (_what, text) => {
    expect(await read(text)).toBeUndefined()
  })

  it('expands no entity: a billion laughs are none', async () => {
    const lines = Array.from({ length: 9 }, (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`).join(
      '',
    )
    const doctype = `<!DOCTYPE x [<!ENTITY l0 "ha">${lines}<!ENTITY file SYSTEM "file:///etc/passwd">]>`
    const body = xmp.slice(xmp.indexOf('<x:xmpmeta'), xmp.indexOf('<?xpacket end'))
    expect(await read(body)).toEqual(label)
    expect(await read(doctype + body)).toBeUndefined() // declared, never used
    for (const entity of ['&l9;', '&file;'])
      expect(await read(body.replace('"faces-64"', `"${entity}"`))).toBeUndefined()
  })

  it('never fails, whatever the bytes', async () => {
    const bytes = Buffer.from(xmp)
    const damaged = fc
      .array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 })
      .map((changes) => {
        const copy = Buffer.from(bytes)
        for (const [at, value] of changes) copy[at] = value
        return copy
      })
    const hostile = fc.oneof(
      damaged,
      fc.uint8Array({ maxLength: 300 }),
      fc.string().map((text) => Buffer.from(text)),
    )
    await fc.assert(
      fc.asyncProperty(hostile, async (some) => {
        const { modelSha256 = '' } = (await readLabel(some)) ?? {}
        expect(modelSha256).toMatch(/^([0-9a-f]{64})?$/)
      }),
      { numRuns: 500 },
    )
  })
})
