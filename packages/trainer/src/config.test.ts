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
    expect(() => presetNamed('dcgan-1024')).toThrow(
      /`preset` must be one of faces-64, dcgan-32; got "dcgan-1024"/,
    )
    expect(() => presetNamed('constructor')).toThrow(/one of/)
  })

  const dcgan = presetNamed('dcgan-32')
  const d = dcgan.network.discriminator
  const adam = dcgan.optimizer.generator
  it.each([
    [{ batchSize: 1 }, /batchSize/],
    [{ objective: { ...dcgan.objective, loss: 'perceptual' } }, /objective\.loss/],
    [{ seed: -1 }, /seed/],
    [{ ema: { halfLifeImages: Infinity, rampUp: 0 } }, /ema\.halfLifeImages/],
    [{ discriminatorSteps: 0 }, /discriminatorSteps/],
    [{ augment: { ...dcgan.augment, colour: 1.5 } }, /augment\.colour/],
    [{ optimizer: { ...dcgan.optimizer, generator: { method: 'lion' } } }, /optimizer\.generator\.method/],
    [
      { optimizer: { ...dcgan.optimizer, generator: { ...adam, learningRate: { from: 1, to: 0 } } } },
      /optimizer\.generator\.learningRate/,
    ],
    [
      { network: { ...dcgan.network, discriminator: { ...d, dropout: 1 } } },
      /network\.discriminator\.dropout/,
    ],
    [{ network: { ...dcgan.network, imageSize: 64 } }, /network\.imageSize.*32 for 3 generator widths/],
    [
      { network: { ...dcgan.network, discriminator: { ...d, widths: [8, 8, 8, 8, 8, 8] } } },
      /network\.discriminator\.widths/,
    ],
    [{ network: { ...dcgan.network, discriminator: { ...d, minibatchStd: 5 } } }, /minibatchStd.*32/],
    [
      { objective: { ...dcgan.objective, loss: 'hinge', labelSmoothing: 0.1 } },
      /objective\.labelSmoothing.*0 with the loss hinge/,
    ],
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
