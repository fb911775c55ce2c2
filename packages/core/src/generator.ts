import type { FaceNumbers } from './draw-faces.ts'
import { checkEdit, type Edit } from './edit.ts'
import { DisposedError, InvalidOptionError, TooManyFacesError, type DeviceAttempt } from './errors.ts'
import { resolveFaceSettings, type FaceSettings, type ResolvedFaceSettings } from './face-settings.ts'
import type { Face } from './face.ts'
import { resolveGenerateOptions, type GenerateOptions } from './generate-options.ts'
import { mixOf, resolveInterpolateOptions, type InterpolateOptions } from './interpolate-options.ts'
import type { ModelManifest } from './manifest.ts'
import { numbersOfLatents, numbersOfRecipes, type FaceRecipe } from './recipe.ts'
import { checkSeed, type SeedsInput } from './seeds.ts'

/** The contract that both SDKs fulfil. */
export interface FaceGenerator<F extends Face = Face, D extends string = string> extends AsyncDisposable {
  /** Where the network runs now; `'auto'` may move it while it works. */
  readonly device: D
  /** Devices that were passed over or given up, and why each was. */
  readonly skipped: readonly DeviceAttempt[]
  readonly manifest: ModelManifest
  /**
   * Does beforehand what the first calls would wait for: starts every thread, compiles shaders for this batch size, and
   * lets `'auto'` settle on a device.
   */
  warmup(options?: Pick<FaceSettings, 'batchSize' | 'signal'>): Promise<void>
  /** All faces at once, in the order of their seeds. @throws TooManyFacesError above 2 GiB of pixels */
  generate(options?: GenerateOptions | number): Promise<F[]>
  /** One face after another in constant memory: the next batch is in the making while you hold this one. */
  stream(options?: GenerateOptions | number): AsyncGenerator<F, void, undefined>
  /**
   * One face, moved along directions that the model brings, such as `{ smile: 1.5 }`, in standard deviations.
   *
   * @throws InvalidOptionError on a direction that the model lacks, or an amount outside its range
   */
  edit(seed: number, amounts: Edit, options?: Omit<FaceSettings, 'edit'>): Promise<F>
  /** The face at `t`, 0 to 1, on the way from seed `a` to seed `b`. */
  mix(a: number, b: number, t: number, options?: FaceSettings): Promise<F>
  /** Faces on the way through several seeds, one after another as in a stream. */
  interpolate(seeds: SeedsInput, options?: InterpolateOptions): AsyncGenerator<F, void, undefined>
  /**
   * Pixels of latents of your own. They are nobody's seed, so they come as bare levels, and where the network takes
   * noise each gets that of seed 0.
   *
   * @param latents [N,Z]
   * @returns RGBA levels [N,H,W,4]
   * @throws InvalidOptionError, TooManyFacesError
   */
  render(
    latents: Float32Array<ArrayBuffer>,
    options?: Pick<FaceSettings, 'batchSize' | 'signal'>,
  ): Promise<Uint8ClampedArray<ArrayBuffer>>
  /** Ends the worker and frees the model. Calls in flight reject with `DisposedError`. */
  dispose(): Promise<void>
}

/** What a runtime has to bring: run the network on the random numbers of N faces, give RGBA levels [N,H,W,4]. */
export interface Runner {
  run(numbers: FaceNumbers, count: number): Promise<Uint8ClampedArray<ArrayBuffer>>
  /** Whatever else can be prepared after a first run. */
  warmUp?(): Promise<void>
  dispose(): Promise<void>
}

export interface GeneratorParts<F extends Face, D extends string> {
  readonly manifest: ModelManifest
  /** Read at every look: it may change. */
  readonly device: D
  readonly skipped: readonly DeviceAttempt[]
  readonly runner: Runner
  readonly makeFace: (face: Face) => F
}

const arrayLimitBytes = 2 * 2 ** 30

/** Faces in the order wanted, told batch by batch: a stream may be a billion long. */
interface Order {
  readonly total: number
  readonly settings: ResolvedFaceSettings
  readonly slice: (begin: number, end: number) => readonly FaceRecipe[]
}

/** Latents, batches, abort and order, once for every runtime. */
export function createGenerator<F extends Face, D extends string>(
  parts: GeneratorParts<F, D>,
): FaceGenerator<F, D> {
  const { manifest, runner, makeFace } = parts
  const { width, height } = manifest.image
  const { size } = manifest.latent
  const faceBytes = width * height * 4
  let disposal: Promise<void> | undefined

  function run(numbers: FaceNumbers, signal: AbortSignal | undefined) {
    signal?.throwIfAborted()
    if (disposal) throw new DisposedError()
    return runner.run(numbers, numbers.latents.length / size)
  }

  async function makeBatch({ slice, total, settings }: Order, begin: number): Promise<F[]> {
    const { truncation, batchSize, signal } = settings
    const recipes = slice(begin, Math.min(begin + batchSize, total))
    const numbers = numbersOfRecipes(recipes, manifest, truncation)
    const pixels = await run(numbers, signal) // [N,H,W,4]
    return recipes.map((recipe, n) => {
      const latent = numbers.latents.slice(n * size, (n + 1) * size)
      const data = pixels.slice(n * faceBytes, (n + 1) * faceBytes)
      return makeFace({ ...recipe, truncation, latent, width, height, data })
    })
  }

  async function* batches(order: Order): AsyncGenerator<F[], void, undefined> {
    const { total, settings } = order
    let next = makeBatch(order, 0)
    for (let begin = 0; begin < total; begin += settings.batchSize) {
      const faces = await next
      settings.signal?.throwIfAborted()
      const done = begin + faces.length
      if (done < total) {
        next = makeBatch(order, done)
        next.catch(() => {}) // looked at when its turn comes, or never if the reader stops here
      }
      settings.onProgress?.({ done, total })
      yield faces
    }
    settings.signal?.throwIfAborted()
  }

  /** Every call's last check, against the model: an edit needs its directions. */
  function orderOf(settings: ResolvedFaceSettings, total: number, slice: Order['slice']): Order {
    const { edit, beyond } = settings
    checkEdit(edit, manifest, beyond)
    const edited: Order['slice'] = (begin, end) => slice(begin, end).map((recipe) => ({ ...recipe, edit }))
    return { settings, total, slice: edit ? edited : slice }
  }

  function orderOfSeeds(input: GenerateOptions | number | undefined): Order {
    const { seeds, ...settings } = resolveGenerateOptions(input)
    return orderOf(settings, seeds.length, (begin, end) => seeds.slice(begin, end).map((seed) => ({ seed })))
  }

  async function* stream(order: Order): AsyncGenerator<F, void, undefined> {
    for await (const batch of batches(order)) yield* batch
  }

  async function collect(order: Order): Promise<F[]> {
    refuseTooMany(order.total)
    const faces: F[] = []
    for await (const batch of batches(order)) for (const face of batch) faces.push(face)
    return faces
  }

  async function single(settings: ResolvedFaceSettings, recipe: FaceRecipe): Promise<F> {
    const [face] = await collect(orderOf(settings, 1, () => [recipe]))
    return face
  }

  function refuseTooMany(count: number): void {
    if (count * faceBytes > arrayLimitBytes)
      throw new TooManyFacesError(count, count * faceBytes, arrayLimitBytes)
  }

  return {
    get device() {
      return parts.device
    },
    get skipped() {
      return parts.skipped
    },
    manifest,
    async warmup(options = {}) {
      const { batchSize, signal } = resolveFaceSettings(options)
      const recipes = Array.from({ length: batchSize }, (_, seed) => ({ seed }))
      await run(numbersOfRecipes(recipes, manifest, 1), signal)
      await runner.warmUp?.()
    },
    async generate(input) {
      return collect(orderOfSeeds(input))
    },
    stream(input) {
      return stream(orderOfSeeds(input)) // wrong options throw here, not at the first `next()`
    },
    async edit(seed, amounts, options = {}) {
      const settings = resolveFaceSettings({ ...options, edit: amounts ?? null }) // left out is wrong here
      return single(settings, { seed: checkSeed(seed, 'seed') })
    },
    async mix(a, b, t, options = {}) {
      return single(resolveFaceSettings(options), mixOf(a, b, t))
    },
    interpolate(seeds, options) {
      const { frames, slice, ...settings } = resolveInterpolateOptions(seeds, options)
      return stream(orderOf(settings, frames, slice))
    },
    async render(latents, options = {}) {
      const { batchSize, signal } = resolveFaceSettings(options)
      if (!(latents instanceof Float32Array) || latents.length % size !== 0)
        throw new InvalidOptionError(
          'latents',
          `a Float32Array of ${size} numbers a face`,
          (latents as ArrayLike<unknown> | undefined)?.length,
        )
      const count = latents.length / size
      refuseTooMany(count)
      const pixels = new Uint8ClampedArray(count * faceBytes) // [N,H,W,4]
      for (let begin = 0; begin < count; begin += batchSize)
        pixels.set(
          await run(
            numbersOfLatents(latents.slice(begin * size, (begin + batchSize) * size), manifest),
            signal,
          ),
          begin * faceBytes,
        )
      return pixels
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
