import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DisposedError, InvalidOptionError, TooManyFacesError, type DeviceAttempt } from './errors.ts'
import { createFaceMaker, type Runner } from './face-maker.ts'
import { createGenerator, type FaceGenerator } from './generator.ts'
import { fakeManifest, fakeRunner } from './testing/fake-model.ts'
import { generatorContract } from './testing/generator-contract.ts'

function generatorOf(runner: Runner): FaceGenerator {
  const parts = { manifest: fakeManifest, device: 'fake', skipped: [], runner }
  return createGenerator(createFaceMaker({ ...parts, makeFace: (face) => face }))
}

const unhandled: unknown[] = []
const note = (reason: unknown) => void unhandled.push(reason)
beforeEach(() => {
  unhandled.length = 0
  process.on('unhandledRejection', note)
})
afterEach(async () => {
  await pause(5) // unhandled rejections are reported a turn later
  process.off('unhandledRejection', note)
  if (unhandled.length > 0) throw new Error('a rejection was left unhandled', { cause: unhandled[0] })
})

describe('the generator contract, on a fake network', () => {
  it.each(generatorContract)('$name', async ({ check }) => {
    await expect(check(generatorOf(fakeRunner()))).resolves.toBeUndefined()
  })
})

it('tells of a device that changes under way', async () => {
  const skipped: DeviceAttempt[] = []
  let device = 'cpu'
  const maker = createFaceMaker({
    manifest: fakeManifest,
    runner: fakeRunner(),
    skipped,
    get device() {
      return device
    },
    makeFace: (face) => face,
  })
  const generator = createGenerator(maker)
  device = 'gpu'
  skipped.push({ device: 'cpu', cause: 'slow' })
  expect(generator.device).toBe('gpu')
  expect(generator.skipped).toHaveLength(1)
})

it('warms up with a batch of the size that will be used, then whatever else the runtime prepares', async () => {
  const runner = fakeRunner()
  let prepared = 0
  const generator = generatorOf({ ...runner, warmUp: async () => void prepared++ })
  await generator.warmup({ batchSize: 5 })
  await generator.warmup()
  expect(runner.batches).toEqual([5, 32])
  expect(prepared).toBe(2)
})

describe('generate', () => {
  it('cuts the seeds into batches', async () => {
    const runner = fakeRunner()
    await generatorOf(runner).generate({ seeds: '0-69' })
    expect(runner.batches).toEqual([32, 32, 6])
  })

  it('gives every face pixels and a latent of its own', async () => {
    const [first, second] = await generatorOf(fakeRunner()).generate({ seeds: '0-1' })
    expect(first.data.buffer.byteLength).toBe(16)
    expect(first.latent.buffer).not.toBe(second.latent.buffer)
    expect(first.data[0]).toBe(Math.round(100 + 40 * first.latent[0]))
  })

  it('refuses more than 2 GiB before it runs anything', async () => {
    const runner = fakeRunner()
    await expect(generatorOf(runner).generate(2 ** 27 + 1)).rejects.toThrow(TooManyFacesError)
    expect(runner.batches).toEqual([])
  })

  it('rejects at once when the signal has already fired', async () => {
    const runner = fakeRunner()
    const controller = new AbortController()
    controller.abort('no')
    await expect(generatorOf(runner).generate({ signal: controller.signal })).rejects.toBe('no')
    expect(runner.batches).toEqual([])
  })

  it('rejects when the signal fires in the last batch', async () => {
    const controller = new AbortController()
    const runner = fakeRunner({ delayMs: 5 })
    const faces = generatorOf(runner).generate({ count: 2, batchSize: 1, signal: controller.signal })
    await pause(7)
    controller.abort('late')
    await expect(faces).rejects.toBe('late')
  })

  it('passes on what onProgress throws', async () => {
    const generate = generatorOf(fakeRunner()).generate({ count: 3, batchSize: 1, onProgress: fail })
    await expect(generate).rejects.toThrow('from the caller')
  })

  it.each([0, 1, 2])('rejects with the error of batch %i', async (failing) => {
    const faces = generatorOf(failingRunner(failing)).generate({ seeds: '0-3', batchSize: 1 })
    await expect(faces).rejects.toThrow(`batch ${failing} failed`)
  })
})

describe('edit, mix and interpolate', () => {
  it('a face that was changed says what by; one that was not has nothing to say', async () => {
    const generator = generatorOf(fakeRunner())
    const edited = await generator.edit(5, { smile: 1 })
    expect(edited).toMatchObject({ seed: 5, edit: { smile: 1 } })
    const both = await generator.mix(5, 6, 0.5, { edit: { smile: 1 } })
    expect(both).toMatchObject({ seed: 5, mix: { seed: 6, t: 0.5 }, edit: { smile: 1 } })
    const [plain] = await generator.generate({ seeds: 5 })
    expect(plain).not.toHaveProperty('edit')
    expect(plain).not.toHaveProperty('mix')
  })

  it.each([-1, 1.5, '7', undefined])('refuses to edit seed %s', async (seed) => {
    const edit = generatorOf(fakeRunner()).edit(seed as number, { smile: 1 })
    await expect(edit).rejects.toThrow(/^`seed` must be an integer from 0 to 4294967295; got /)
  })

  it('refuses an edit that was left out', async () => {
    await expect(generatorOf(fakeRunner()).edit(1, undefined as never)).rejects.toThrow(/^`edit` must be/)
  })

  it('a stream and an interpolation refuse a direction at once', () => {
    const generator = generatorOf(fakeRunner())
    expect(() => generator.stream({ edit: { grin: 1 } })).toThrow(/smile, sefa-1; got "grin"/)
    expect(() => generator.interpolate([1, 2], { edit: { grin: 1 } })).toThrow(/got "grin"/)
    expect(() => generator.interpolate([1], {})).toThrow(InvalidOptionError)
  })

  it('an interpolation runs in batches and tells its progress', async () => {
    const runner = fakeRunner()
    const seen: string[] = []
    const onProgress = ({ done, total }: { done: number; total: number }) =>
      void seen.push(`${done}/${total}`)
    const frames = generatorOf(runner).interpolate([1, 2], { frames: 7, batchSize: 3, onProgress })
    const faces = []
    for await (const face of frames) faces.push(face)
    expect(faces).toHaveLength(7)
    expect(runner.batches).toEqual([3, 3, 1])
    expect(seen).toEqual(['3/7', '6/7', '7/7'])
  })
})

describe('render', () => {
  it('cuts latents into batches, and leaves them to their owner', async () => {
    const runner = fakeRunner()
    const latents = new Float32Array(7 * 4).fill(1)
    const pixels = await generatorOf(runner).render(latents, { batchSize: 3 })
    expect(runner.batches).toEqual([3, 3, 1])
    expect(pixels).toHaveLength(7 * 16)
    expect(pixels[6 * 16]).toBe(140)
    expect(latents).toHaveLength(28)
  })

  it.each([new Float32Array(5), [1, 2, 3, 4], undefined])('refuses %s', async (latents) => {
    const render = generatorOf(fakeRunner()).render(latents as never)
    await expect(render).rejects.toThrow(/^`latents` must be a Float32Array of 4 numbers a face; got /)
  })

  it('refuses more than 2 GiB, stops when told, and after the end', async () => {
    const generator = generatorOf(fakeRunner())
    const signal = AbortSignal.abort('no')
    await expect(generator.render(new Float32Array(4), { signal })).rejects.toBe('no')
    await expect(generator.render(new Float32Array(4 * (2 ** 27 + 1)))).rejects.toThrow(TooManyFacesError)
    await generator.dispose()
    await expect(generator.render(new Float32Array(4))).rejects.toThrow(DisposedError)
  })
})

describe('stream', () => {
  it('throws for wrong options when it is called, not at the first face', () => {
    expect(() => generatorOf(fakeRunner()).stream({ count: 0 })).toThrow(InvalidOptionError)
  })

  it('runs nothing until the first face is asked for', async () => {
    const runner = fakeRunner()
    generatorOf(runner).stream(100)
    await pause(5)
    expect(runner.batches).toEqual([])
  })

  it('is never more than one batch ahead of its reader', async () => {
    const runner = fakeRunner()
    let read = 0
    for await (const { seed } of generatorOf(runner).stream({ seeds: '0-39', batchSize: 4 })) {
      expect(seed).toBe(read++)
      await pause(1)
      const begun = runner.batches.length * 4
      expect(begun - read).toBeLessThanOrEqual(4 + 3) // the batch ahead, and what is unread of this one
    }
    expect(read).toBe(40)
  })

  it('lets go of a failed batch that its reader never came to', async () => {
    for await (const face of generatorOf(failingRunner(1)).stream({ seeds: '0-9', batchSize: 1 })) {
      expect(face.seed).toBe(0)
      await pause(5) // batch 1 fails meanwhile
      break
    }
  })

  it('gives the faces before a failed batch, then its error', async () => {
    const seen: number[] = []
    const read = async () => {
      for await (const { seed } of generatorOf(failingRunner(2)).stream({ seeds: '0-9', batchSize: 2 }))
        seen.push(seed)
    }
    await expect(read()).rejects.toThrow('batch 2 failed')
    expect(seen).toEqual([0, 1, 2, 3])
  })

  it('stops between batches when the signal fires', async () => {
    const controller = new AbortController()
    const seen: number[] = []
    const read = async () => {
      const stream = generatorOf(fakeRunner()).stream({
        seeds: '0-9',
        batchSize: 2,
        signal: controller.signal,
      })
      for await (const { seed } of stream) {
        seen.push(seed)
        if (seed === 3) controller.abort('enough')
      }
    }
    await expect(read()).rejects.toBe('enough')
    expect(seen).toEqual([0, 1, 2, 3])
  })
})

describe('dispose', () => {
  it('is done once, and everything after it is refused', async () => {
    let disposed = 0
    const generator = generatorOf({ ...fakeRunner(), dispose: async () => void disposed++ })
    await Promise.all([generator.dispose(), generator.dispose(), generator[Symbol.asyncDispose]()])
    expect(disposed).toBe(1)
    await expect(generator.generate()).rejects.toThrow(DisposedError)
    await expect(generator.stream().next()).rejects.toThrow(DisposedError)
  })

  it('ends a stream at the next batch', async () => {
    const generator = generatorOf(fakeRunner())
    const read = async () => {
      for await (const face of generator.stream({ count: 100, batchSize: 1 })) {
        expect(face.data).toHaveLength(16)
        await generator.dispose()
      }
    }
    await expect(read()).rejects.toThrow(DisposedError)
  })
})

/** Fails in its n-th batch, counted from 0. */
function failingRunner(n: number): Runner {
  const runner = fakeRunner()
  return {
    ...runner,
    async run(numbers, count) {
      if (runner.batches.length === n) throw new Error(`batch ${n} failed`)
      return runner.run(numbers, count)
    },
  }
}

function fail(): never {
  throw new Error('from the caller')
}

function pause(delayMs: number): Promise<unknown> {
  return new Promise((resolve) => setTimeout(resolve, delayMs))
}
