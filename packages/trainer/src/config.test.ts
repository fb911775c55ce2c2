import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkConfig } from './config.ts'
import { presetNamed, presets } from './presets/index.ts'

describe('a config', () => {
  it.each(Object.entries(presets))('preset %s is valid and knows its name', (name, preset) => {
    expect(checkConfig(preset)).toEqual(preset)
    expect(preset.preset).toBe(name)
  })

  it('of an unknown name lists the presets', () => {
    expect(() => presetNamed('dcgan-1024')).toThrow(/`preset` must be one of dcgan-32; got "dcgan-1024"/)
    expect(() => presetNamed('constructor')).toThrow(/one of/)
  })

  const dcgan = presetNamed('dcgan-32')
  it.each([
    [{ batchSize: 1 }, /batchSize/],
    [{ loss: 'hinge' }, /loss/],
    [{ seed: -1 }, /seed/],
    [{ emaHalfLifeImages: Infinity }, /emaHalfLifeImages/],
    [{ network: { ...dcgan.network, dropout: 1 } }, /network\.dropout/],
    [{ network: { ...dcgan.network, imageSize: 64 } }, /network\.imageSize.*32 for 3 generator widths/],
    [{ network: { ...dcgan.network, discriminatorWidths: [8, 8, 8, 8, 8, 8] } }, /discriminatorWidths/],
  ])('with %j names the field', (change, message) => {
    expect(() => checkConfig({ ...dcgan, ...change })).toThrow(message)
  })

  it('is refused with an InvalidOptionError, whatever it is', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(() => checkConfig(value)).toThrow(expect.objectContaining({ code: 'FACEGAN_INVALID_OPTION' }))
      }),
    )
  })
})
