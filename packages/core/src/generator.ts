import { DisposedError, TooManyFacesError, type DeviceAttempt } from './errors.ts'
import type { Face } from './face.ts'
import {
  resolveGenerateOptions,
  type GenerateOptions,
  type ResolvedGenerateOptions,
} from './generate-options.ts'
import { latentsOf } from './latents.ts'
import type { ModelManifest } from './manifest.ts'

/** The contract that both SDKs fulfil. */
export interface FaceGenerator<F extends Face = Face, D extends string = string> extends AsyncDisposable {
  /** Where the network runs. */
  readonly device: D
  /** Devices that were tried first, and why each was passed over. */
  readonly skipped: readonly DeviceAttempt[]
  readonly manifest: ModelManifest
  /** All faces at once, in the order of their seeds. @throws TooManyFacesError above 2 GiB of pixels */
  generate(options?: GenerateOptions | number): Promise<F[]>
  /** One face after another in constant memory: the next batch is in the making while you hold this one. */
  stream(options?: GenerateOptions | number): AsyncGenerator<F, void, undefined>
  /** Ends the worker and frees the model. Calls in flight reject with `DisposedError`. */
  dispose(): Promise<void>
}

/** What a runtime has to bring: run the network on latents [N,Z], give RGBA levels [N,H,W,4]. */
export interface Runner {
  run(latents: Float32Array<ArrayBuffer>, count: number): Promise<Uint8ClampedArray<ArrayBuffer>>
  dispose(): Promise<void>
}

export interface GeneratorParts<F extends Face, D extends string> {
  readonly manifest: ModelManifest
  readonly device: D
  readonly skipped: readonly DeviceAttempt[]
  readonly runner: Runner
  readonly makeFace: (face: Face) => F
}

const arrayLimitBytes = 2 * 2 ** 30

/** Seeds, batches, abort and order, once for every runtime. */
export function createGenerator<F extends Face, D extends string>(
  parts: GeneratorParts<F, D>,
): FaceGenerator<F, D> {
  const { manifest, device, skipped, runner, makeFace } = parts
  const { width, height } = manifest.image
  const faceBytes = width * height * 4
  let disposal: Promise<void> | undefined

  async function makeBatch(options: ResolvedGenerateOptions, begin: number): Promise<F[]> {
    options.signal?.throwIfAborted()
    if (disposal) throw new DisposedError()
    const { seeds, truncation, batchSize } = options
    const batch = seeds.slice(begin, Math.min(begin + batchSize, seeds.length))
    const latents = latentsOf(batch, manifest.latent.size, truncation) // [N,Z]
    const pixels = await runner.run(latents, batch.length) // [N,H,W,4]
    return batch.map((seed, n) => {
      const latent = latents.slice(n * manifest.latent.size, (n + 1) * manifest.latent.size)
      const data = pixels.slice(n * faceBytes, (n + 1) * faceBytes)
      return makeFace({ seed, truncation, latent, width, height, data })
    })
  }

  async function* batches(options: ResolvedGenerateOptions): AsyncGenerator<F[], void, undefined> {
    const total = options.seeds.length
    let next = makeBatch(options, 0)
    for (let begin = 0; begin < total; begin += options.batchSize) {
      const faces = await next
      options.signal?.throwIfAborted()
      const done = begin + faces.length
      if (done < total) {
        next = makeBatch(options, done)
        next.catch(() => {}) // looked at when its turn comes, or never if the reader stops here
      }
      options.onProgress?.({ done, total })
      yield faces
    }
    options.signal?.throwIfAborted()
  }

  return {
    device,
    skipped,
    manifest,
    async generate(input) {
      const options = resolveGenerateOptions(input)
      const sizeBytes = options.seeds.length * faceBytes
      if (sizeBytes > arrayLimitBytes)
        throw new TooManyFacesError(options.seeds.length, sizeBytes, arrayLimitBytes)
      const faces: F[] = []
      for await (const batch of batches(options)) for (const face of batch) faces.push(face)
      return faces
    },
    stream(input) {
      const options = resolveGenerateOptions(input) // wrong options throw here, not at the first `next()`
      return (async function* () {
        for await (const batch of batches(options)) yield* batch
      })()
    },
    dispose() {
      disposal ??= runner.dispose()
      return disposal
    },
    [Symbol.asyncDispose]() {
      return this.dispose()
    },
  }
}
