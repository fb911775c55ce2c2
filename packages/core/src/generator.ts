import type { Edit } from './edit.ts'
import { InvalidOptionError } from './errors.ts'
import type { FaceMaker, FaceOrder } from './face-maker.ts'
import { resolveFaceSettings, type FaceSettings } from './face-settings.ts'
import type { Face } from './face.ts'
import { mixOf, resolveInterpolateOptions, type InterpolateOptions } from './interpolate-options.ts'
import { numbersOfLatents, numbersOfRecipes, type FaceRecipe } from './recipe.ts'
import { checkSeed, type SeedsInput } from './seeds.ts'

/** The contract that both SDKs fulfil. */
export interface FaceGenerator<F extends Face = Face, D extends string = string>
  extends Omit<FaceMaker<F, D>, 'inner'>, AsyncDisposable {
  /**
   * Does beforehand what the first calls would wait for: starts every thread, compiles shaders for this batch size, and
   * lets `'auto'` settle on a device.
   */
  warmup(options?: Pick<FaceSettings, 'batchSize' | 'signal'>): Promise<void>
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
}

/** All that a generator can do, by way of one that makes the faces of seeds. */
export function createGenerator<F extends Face, D extends string>(
  maker: FaceMaker<F, D>,
): FaceGenerator<F, D> {
  const { manifest, inner } = maker
  const { size } = manifest.latent

  async function single(settings: FaceOrder['settings'], recipe: FaceRecipe): Promise<F> {
    const [face] = await inner.collect({ settings, total: 1, slice: () => [recipe] })
    return face
  }

  return {
    get device() {
      return maker.device
    },
    get skipped() {
      return maker.skipped
    },
    manifest,
    generate: (input) => maker.generate(input),
    stream: (input) => maker.stream(input),
    async warmup(options = {}) {
      const { batchSize, signal } = resolveFaceSettings(options)
      const recipes = Array.from({ length: batchSize }, (_, seed) => ({ seed }))
      await inner.draw(numbersOfRecipes(recipes, manifest, 1), signal)
      await inner.warmUp?.()
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
      return inner.stream({ settings, total: frames, slice })
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
      inner.refuseTooMany(count)
      const faceBytes = manifest.image.width * manifest.image.height * 4
      const pixels = new Uint8ClampedArray(count * faceBytes) // [N,H,W,4]
      for (let begin = 0; begin < count; begin += batchSize) {
        const some = numbersOfLatents(latents.slice(begin * size, (begin + batchSize) * size), manifest)
        pixels.set(await inner.draw(some, signal), begin * faceBytes)
      }
      return pixels
    },
    dispose: () => maker.dispose(),
    [Symbol.asyncDispose]: () => maker.dispose(),
  }
}
