import type { FaceNumbers } from './draw-faces.ts'
import { checkEdit } from './edit.ts'
import { DisposedError, TooManyFacesError, type DeviceAttempt } from './errors.ts'
import type { ResolvedFaceSettings } from './face-settings.ts'
import type { Face } from './face.ts'
import { resolveGenerateOptions, type GenerateOptions } from './generate-options.ts'
import type { ModelManifest } from './manifest.ts'
import { numbersOfRecipes, type FaceRecipe } from './recipe.ts'

/** What a runtime has to bring: run the network on the random numbers of N faces, give RGBA levels [N,H,W,4]. */
export interface Runner {
  run(numbers: FaceNumbers, count: number): Promise<Uint8ClampedArray<ArrayBuffer>>
  /** Whatever else can be prepared after a first run. */
  warmUp?(): Promise<void>
  dispose(): Promise<void>
}

export interface MakerParts<F extends Face, D extends string> {
  readonly manifest: ModelManifest
  /** Read at every look: it may change. */
  readonly device: D
  readonly skipped: readonly DeviceAttempt[]
  readonly runner: Runner
  readonly makeFace: (face: Face) => F
}

/** Faces in the order wanted, told batch by batch: a stream may be a billion long. */
export interface FaceOrder {
  readonly total: number
  readonly settings: ResolvedFaceSettings
  readonly slice: (begin: number, end: number) => readonly FaceRecipe[]
}

/** A network that makes the faces of seeds: all that `generateFaces` and `streamFaces` need of a generator. */
export interface FaceMaker<F extends Face = Face, D extends string = string> {
  /** Where the network runs now; `'auto'` may move it while it works. */
  readonly device: D
  /** Devices that were passed over or given up, and why each was. */
  readonly skipped: readonly DeviceAttempt[]
  readonly manifest: ModelManifest
  /** All faces at once, in the order of their seeds. @throws TooManyFacesError above 2 GiB of pixels */
  generate(options?: GenerateOptions | number): Promise<F[]>
  /** One face after another in constant memory: the next batch is in the making while you hold this one. */
  stream(options?: GenerateOptions | number): AsyncGenerator<F, void, undefined>
  /** Ends the worker and frees the model. Calls in flight reject with `DisposedError`. */
  dispose(): Promise<void>
  /** What these are made of, for a generator that can do more. */
  readonly inner: InnerMaker<F>
}

interface InnerMaker<F extends Face> extends Pick<Runner, 'warmUp'> {
  /** @throws InvalidOptionError at once on an edit that the model cannot do */
  stream(order: FaceOrder): AsyncGenerator<F, void, undefined>
  /** @throws TooManyFacesError */
  collect(order: FaceOrder): Promise<F[]>
  /** @returns RGBA levels [N,H,W,4] */
  draw(numbers: FaceNumbers, signal: AbortSignal | undefined): Promise<Uint8ClampedArray<ArrayBuffer>>
  /** @throws TooManyFacesError */
  refuseTooMany(count: number): void
}

const arrayLimitBytes = 2 * 2 ** 30

/** Latents, batches, abort and order, once for every runtime. */
export function createFaceMaker<F extends Face, D extends string>(parts: MakerParts<F, D>): FaceMaker<F, D> {
  const { manifest, runner, makeFace } = parts
  const { width, height } = manifest.image
  const { size } = manifest.latent
  const faceBytes = width * height * 4
  let disposal: Promise<void> | undefined

  function draw(numbers: FaceNumbers, signal: AbortSignal | undefined) {
    signal?.throwIfAborted()
    if (disposal) throw new DisposedError()
    return runner.run(numbers, numbers.latents.length / size)
  }

  async function makeBatch({ slice, total, settings }: FaceOrder, begin: number): Promise<F[]> {
    const { truncation, batchSize, edit, signal } = settings
    const recipes = slice(begin, Math.min(begin + batchSize, total)).map((recipe) =>
      edit ? { ...recipe, edit } : recipe,
    )
    const numbers = numbersOfRecipes(recipes, manifest, truncation)
    const pixels = await draw(numbers, signal) // [N,H,W,4]
    return recipes.map((recipe, n) => {
      const latent = numbers.latents.slice(n * size, (n + 1) * size)
      const data = pixels.slice(n * faceBytes, (n + 1) * faceBytes)
      return makeFace({ ...recipe, truncation, latent, width, height, data })
    })
  }

  async function* batches(order: FaceOrder): AsyncGenerator<F[], void, undefined> {
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

  /** Every order's last check, against the model: an edit needs its directions. */
  function checked(order: FaceOrder): AsyncGenerator<F[], void, undefined> {
    checkEdit(order.settings.edit, manifest, order.settings.beyond)
    return batches(order)
  }

  function stream(order: FaceOrder): AsyncGenerator<F, void, undefined> {
    const made = checked(order) // what is wrong throws here, not at the first `next()`
    return (async function* () {
      for await (const batch of made) yield* batch
    })()
  }

  async function collect(order: FaceOrder): Promise<F[]> {
    refuseTooMany(order.total)
    const faces: F[] = []
    for await (const batch of checked(order)) for (const face of batch) faces.push(face)
    return faces
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
    generate: async (input) => collect(orderOf(input)),
    stream: (input) => stream(orderOf(input)),
    dispose() {
      disposal ??= runner.dispose()
      return disposal
    },
    inner: { stream, collect, draw, refuseTooMany, warmUp: async () => runner.warmUp?.() },
  }
}

function orderOf(input: GenerateOptions | number | undefined): FaceOrder {
  const { seeds, ...settings } = resolveGenerateOptions(input)
  const slice: FaceOrder['slice'] = (begin, end) => seeds.slice(begin, end).map((seed) => ({ seed }))
  return { settings, total: seeds.length, slice }
}
