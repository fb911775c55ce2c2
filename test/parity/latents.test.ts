import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { latentsOf } from '@facegan/core'
import { expect, it } from 'vitest'
import { python } from './python.ts'

it('a million normals differ from NumPy by at most one float32 step, in a few of them', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'facegan-latents-'))
  try {
    const path = join(folder, 'latents.f32')
    await python([
      '-m',
      'tfjs_to_onnx',
      'latents',
      '--seeds',
      '0-9998,4294967295',
      '--size',
      '100',
      '--output',
      path,
    ])
    const bytes = await readFile(path)
    const numpy = new Int32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))
    const seeds = [...Array.from({ length: 9999 }, (_, seed) => seed), 4294967295]
    const ours = new Int32Array(latentsOf(seeds, 100).buffer)
    expect(ours.length).toBe(1_000_000)
    expect(numpy.length).toBe(ours.length)
    let different = 0
    let largestSteps = 0 // neighbouring floats of one sign are neighbouring integers
    ours.forEach((bits, i) => {
      const steps = Math.abs(bits - numpy[i])
      if (steps > 0) different += 1
      largestSteps = Math.max(largestSteps, steps)
    })
    console.log(
      `latents: ${different} of 1,000,000 normals differ from NumPy, by at most ${largestSteps} float32 steps`,
    )
    expect(largestSteps).toBeLessThanOrEqual(1)
    expect(different).toBeLessThanOrEqual(10)
  } finally {
    await rm(folder, { recursive: true })
  }
})
