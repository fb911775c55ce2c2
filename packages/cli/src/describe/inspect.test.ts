import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { foreignFile, foreignModels } from '../../../node/src/testing/foreign-models.ts'
import { CannotDescribeError, printable, type Description, type Wishes } from './description.ts'
import { inspect } from './inspect.ts'
import { openSession } from './open-session.ts'

async function inspectFile(name: string, wishes: Partial<Wishes> = {}): Promise<Description> {
  const bytes = new Uint8Array(await readFile(foreignFile(name)))
  return inspect(bytes, name, { set: {}, ...wishes }, () => openSession(bytes))
}

/** What it takes to tell what the file leaves open. */
const told: Readonly<Record<string, Partial<Wishes>>> = {
  flat: { size: { width: 6, height: 4 } },
  'class-label': { set: { label: 0 } },
}

describe('a generator', () => {
  it.each(Object.keys(foreignModels))('%s is described as a person would', async (name) => {
    const { manifest } = await inspectFile(name, told[name])
    const { input, output, extraInputs, batch, image } = foreignModels[name]
    expect(manifest).toMatchObject({
      name,
      input,
      output,
      image: image ?? { width: 6, height: 4, channels: 3 },
    })
    expect(manifest.latent).toEqual({ size: 8, distribution: 'normal' })
    expect(manifest.extraInputs).toEqual(extraInputs)
    expect(manifest.batch).toBe(batch)
  })

  it('says how each property is known', async () => {
    const { findings } = await inspectFile('truncation-and-noise', { range: [-2, 2] })
    expect(Object.fromEntries(findings.map(({ what, how }) => [what, how]))).toEqual({
      file: 'read',
      latent: 'guessed',
      distribution: 'guessed',
      'input truncation_psi': 'guessed',
      'input noise0': 'guessed',
      picture: 'read',
      range: 'given',
      batch: 'measured',
      licence: 'unknown',
    })
    expect(findings[0].value).toBe('opset 18, by other')
  })

  it('is described by what it is told', async () => {
    const { manifest } = await inspectFile('truncation-and-noise', {
      latent: 'z',
      output: 'image',
      layout: 'NCHW',
      range: [-2, 2],
      set: { truncation_psi: 0.5, noise0: 0 },
    })
    expect(manifest.output).toMatchObject({ range: [-2, 2], layout: 'NCHW' })
    expect(manifest.extraInputs?.map(({ value }) => value)).toEqual([0.5, 0])
  })
})

describe('what is no generator', () => {
  it.each<[string, Partial<Wishes>, string]>([
    ['classifier', {}, 'No output is a picture of 1 or 3 channels'],
    ['open-size', {}, 'Input z is float32 [N,8,h,w]: the graph leaves h and w open'],
    ['class-label', {}, 'It also needs input label, int64 [N], perhaps the label of a class.'],
    ['class-label', { set: { other: 1 } }, 'It has no other input named other'],
    ['class-label', { set: { label: 0.5 } }, 'extraInputs.0.value: must be whole for int64'],
    ['class-label', { set: { label: 'normal' } }, 'normals need a float type'],
    ['flat', {}, 'Output image is flat, 72 numbers a face, which is no square picture.'],
    ['flat', { size: { width: 5, height: 4 } }, 'No output is a picture'],
    ['levels', { latent: 'w' }, 'It has no input named w; its inputs are z float32 [N,8].'],
    ['levels', { output: 'w' }, 'No output is a picture'],
    ['class-label', { latent: 'label', set: { z: 0 } }, 'cannot be run on a latent'],
    [
      'truncation-and-noise',
      { latent: 'truncation_psi', set: { z: 0 } },
      'input truncation_psi is [], expected [N,1]',
    ],
    ['own-noise', {}, 'It draws random numbers of its own'],
    ['changing-size', {}, 'Output image changes its size'],
    ['infinite', {}, 'Its pictures hold numbers that are none (NaN or infinite)'],
    ['memory-bomb', {}, 'Failed to allocate memory'],
    ['opset-99', {}, 'Its opset is 99; this ONNX Runtime reads opsets up to'],
    ['unknown-operator', {}, 'No Op registered for NoSuchOperator'],
  ])('%s %j is refused with the reason', async (name, wishes, reason) => {
    const inspecting = inspectFile(name, wishes)
    await expect(inspecting).rejects.toThrow(CannotDescribeError)
    await expect(inspecting).rejects.toThrow(reason)
  })

  it('a network whose picture no latent changes is refused', async () => {
    const bytes = new Uint8Array(await readFile(foreignFile('levels')))
    const constant = async () => ({
      ...(await openSession(bytes)),
      run: async () => ({ image: { dims: [1, 3, 4, 6], type: 'float32', data: new Float32Array(72) } }),
    })
    await expect(inspect(bytes, 'x', { set: {} }, constant)).rejects.toThrow(
      'All faces come out the same: the picture does not depend on z.',
    )
  })

  it.each([
    ['nothing', [], /ONNX Runtime cannot open it/],
    ['a page', [...Buffer.from('<!doctype html>')], /It is no ONNX file/],
  ])('%s is no ONNX file', async (_name, content, reason) => {
    const bytes = Uint8Array.from(content)
    await expect(inspect(bytes, 'x', { set: {} }, () => openSession(bytes))).rejects.toThrow(reason)
  })
})

it('what a terminal would obey is not printed', () => {
  expect(printable('z\u001b[31m\u202e\nnext')).toBe('z\ufffd[31m\ufffd\nnext')
  expect(new CannotDescribeError('no \u0007', 'ring \u0007')).toMatchObject({
    message: 'no \ufffd',
    hint: 'ring \ufffd',
  })
})
