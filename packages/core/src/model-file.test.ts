import { describe, expect, it } from 'vitest'
import { checkModelFile, sha256Of } from './model-file.ts'

const abc = new TextEncoder().encode('abc')
// printf abc | sha256sum
const sha256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
const file = { path: 'generator.onnx', bytes: 3, sha256 }

describe('checkModelFile', () => {
  it('accepts the file that the manifest describes', async () => {
    expect(await sha256Of(abc)).toBe(sha256)
    await checkModelFile(file, abc)
  })

  it('refuses another length, with both lengths', async () => {
    await expect(checkModelFile({ ...file, bytes: 9 }, abc)).rejects.toThrow(
      'generator.onnx has the wrong length: expected 9 bytes, found 3 bytes.',
    )
  })

  it('refuses another content', async () => {
    await expect(checkModelFile(file, new TextEncoder().encode('abd'))).rejects.toMatchObject({
      code: 'FACEGAN_MODEL_CORRUPT',
      message: expect.stringContaining(`wrong SHA-256: expected ${sha256}`),
    })
  })
})
