import type { Face } from '../face.ts'
import type { FaceGenerator } from '../generator.ts'
import { latentsOf } from '../latents.ts'

/** One promise that every `FaceGenerator` keeps, whatever runs it. */
export interface ContractClause {
  readonly name: string
  /** Rejects with a sentence when the promise is broken. */
  readonly check: (generator: FaceGenerator) => Promise<void>
}

/** Run against every device by the tests of both SDKs; needs no test framework, so it also runs inside a page. */
export const generatorContract: readonly ContractClause[] = [
  {
    name: 'faces come in the order of their seeds and know them',
    async check(generator) {
      const faces = await generator.generate({ seeds: '7,3-5,4294967295', batchSize: 2 })
      const seeds = faces.map(({ seed }) => seed).join()
      expect(seeds === '7,3,4,5,4294967295', `seeds came back as ${seeds}`)
    },
  },
  {
    name: 'a face is its seed: batch size and neighbours change no pixel by more than one level',
    async check(generator) {
      const seeds = [0, 1, 2, 3, 4, 5, 6]
      const together = await generator.generate({ seeds, batchSize: 7 })
      const alone = await generator.generate({ seeds: seeds.toReversed(), batchSize: 1 })
      together.forEach((face, i) => {
        const difference = largestDifference(face, alone[6 - i])
        expect(difference <= 1, `seed ${face.seed} differs by ${difference} levels`)
      })
    },
  },
  {
    name: 'a rerun with the same batches is byte-identical',
    async check(generator) {
      const [first] = await generator.generate({ seeds: 11 })
      const [second] = await generator.generate({ seeds: 11 })
      expect(largestDifference(first, second) === 0, 'the rerun differs')
    },
  },
  {
    name: 'other seeds are other faces',
    async check(generator) {
      const [first, second] = await generator.generate({ seeds: [1, 2] })
      expect(largestDifference(first, second) > 8, 'seeds 1 and 2 look the same')
    },
  },
  {
    name: 'faces are opaque RGBA of the size that the manifest promises',
    async check(generator) {
      const { width, height } = generator.manifest.image
      const [face] = await generator.generate({ seeds: 0 })
      expect(face.width === width && face.height === height, `a face is ${face.width}x${face.height}`)
      expect(face.data.length === width * height * 4, `a face has ${face.data.length} bytes`)
      expect(
        face.data.every((level, i) => i % 4 !== 3 || level === 255),
        'a pixel is not opaque',
      )
    },
  },
  {
    name: 'latents are the published function of seed and truncation',
    async check(generator) {
      const [face] = await generator.generate({ seeds: 42, truncation: 0.5 })
      const latent = latentsOf([42], generator.manifest.latent.size, 0.5)
      expect(face.latent.length === latent.length, `a latent has ${face.latent.length} numbers`)
      expect(
        latent.every((value, i) => value === face.latent[i]),
        'the latent of seed 42 differs',
      )
    },
  },
  {
    name: 'truncation 0 gives the one mean face',
    async check(generator) {
      const [first, second] = await generator.generate({ seeds: [5, 6], truncation: 0 })
      expect(largestDifference(first, second) <= 1, 'two faces at truncation 0 differ')
    },
  },
  {
    name: 'with no seed, faces count up from a random start',
    async check(generator) {
      const faces = await generator.generate({ count: 3 })
      const steps = faces.map(({ seed }) => (seed - faces[0].seed + 2 ** 32) % 2 ** 32).join()
      expect(steps === '0,1,2', `seeds step by ${steps}`)
    },
  },
  {
    name: 'a stream gives the same faces and stops when its reader does',
    async check(generator) {
      const faces = await generator.generate({ seeds: '0-4', batchSize: 2 })
      let n = 0
      for await (const face of generator.stream({ seeds: '0-999999', batchSize: 2 })) {
        expect(largestDifference(face, faces[n]) <= 1, `streamed face ${n} differs`)
        if (++n === faces.length) break
      }
    },
  },
  {
    name: 'an abort stops between batches with its reason',
    async check(generator) {
      const reason = new Error('enough')
      const controller = new AbortController()
      const onProgress = () => controller.abort(reason)
      const outcome = await generator
        .generate({ seeds: '0-9', batchSize: 2, signal: controller.signal, onProgress })
        .catch((error: unknown) => error)
      expect(outcome === reason, 'the abort did not reject with its reason')
    },
  },
  {
    name: 'progress counts up to the total',
    async check(generator) {
      const seen: string[] = []
      await generator.generate({
        seeds: '0-4',
        batchSize: 2,
        onProgress: ({ done, total }) => seen.push(`${done}/${total}`),
      })
      expect(seen.join() === '2/5,4/5,5/5', `progress was ${seen.join()}`)
    },
  },
  {
    name: 'an edit moves the latent along a direction of the model and says so',
    async check(generator) {
      for (const { name, vector, range } of generator.manifest.directions ?? []) {
        const amount = range[0] + 0.75 * (range[1] - range[0])
        const [plain] = await generator.generate({ seeds: 9, truncation: 0.5 })
        const edited = await generator.edit(9, { [name]: amount }, { truncation: 0.5 })
        const moved = plain.latent.map((value, i) => value + amount * vector[i])
        expect(
          moved.every((value, i) => value === edited.latent[i]),
          `${name} moved the latent elsewhere`,
        )
        expect(edited.seed === 9, `an edited face of seed 9 says seed ${edited.seed}`)
        expect(edited.edit?.[name] === (amount || undefined), `an edited face says ${edited.edit?.[name]}`)
        const [batched] = await generator.generate({
          seeds: '9-11',
          truncation: 0.5,
          edit: { [name]: amount },
        })
        expect(largestDifference(batched, edited) <= 1, 'an edited face differs in a batch')
      }
    },
  },
  {
    name: 'an edit by nothing is the seed itself; one by an unknown name, no number or too much is refused',
    async check(generator) {
      const [plain] = await generator.generate({ seeds: 9 })
      const still = await generator.edit(9, {})
      expect(largestDifference(plain, still) === 0 && !still.edit, 'an empty edit changed the face')
      const [direction] = generator.manifest.directions ?? []
      const tooFar = direction ? [{ [direction.name]: direction.range[1] + 0.5 }] : []
      for (const amounts of [{ 'no-such-direction': 1 }, { smile: NaN }, ...tooFar]) {
        const error = await generator.edit(9, amounts).catch((problem: unknown) => problem)
        const { code } = error as { code?: string }
        expect(code === 'FACEGAN_INVALID_OPTION', `${JSON.stringify(amounts)} gave ${code}`)
      }
      if (direction) {
        const beyond = await generator.edit(9, tooFar[0], { beyond: true })
        expect(beyond.edit?.[direction.name] === tooFar[0][direction.name], 'beyond: true went elsewhere')
      }
    },
  },
  {
    name: 'a mix goes from one seed to the other on the sphere and says so',
    async check(generator) {
      const [first, second] = await generator.generate({ seeds: [1, 2] })
      const [start, middle, end] = await Promise.all([0, 0.5, 1].map((t) => generator.mix(1, 2, t)))
      expect(largestDifference(start, first) <= 1 && !start.mix, 'a mix at 0 is not the first seed')
      expect(largestDifference(end, second) <= 1 && end.seed === 2, 'a mix at 1 is not the second seed')
      expect(middle.seed === 1 && middle.mix?.seed === 2 && middle.mix.t === 0.5, 'a mix does not say so')
      expect(largestDifference(middle, first) > 8, 'half-way looks like the first seed')
      const lengths = [first, middle, second].map(({ latent }) => Math.hypot(...latent))
      const shortest = Math.min(lengths[0], lengths[2])
      expect(lengths[1] > 0.9 * shortest, `half-way the latent is only ${lengths[1]} long, of ${shortest}`)
    },
  },
  {
    name: 'an interpolation passes through its seeds; a loop ends one step before its start',
    async check(generator) {
      const seeds = [3, 8, 21]
      const open = await collect(generator.interpolate(seeds, { frames: 5, batchSize: 2 }))
      expect(open.map(nameOf).join() === '3,3-8@0.5,8,8-21@0.5,21', `frames are ${open.map(nameOf).join()}`)
      const loop = await collect(generator.interpolate(seeds, { frames: 6, loop: true }))
      const expected = '3,3-8@0.5,8,8-21@0.5,21,21-3@0.5'
      expect(loop.map(nameOf).join() === expected, `frames of a loop are ${loop.map(nameOf).join()}`)
      const [second] = await generator.generate({ seeds: 8 })
      expect(largestDifference(open[2], second) <= 1, 'seed 8 looks different on the way')
    },
  },
  {
    name: 'an abort stops an interpolation with its reason',
    async check(generator) {
      const reason = new Error('enough')
      const controller = new AbortController()
      const { signal } = controller
      const frames = generator.interpolate([1, 2], { frames: 1000, batchSize: 1, signal })
      await frames.next()
      controller.abort(reason)
      const outcome = await collect(frames).catch((error: unknown) => error)
      expect(outcome === reason, 'the abort did not reject with its reason')
    },
  },
  {
    name: 'latents of one’s own are drawn as those of seeds are',
    async check(generator) {
      const faces = await generator.generate({ seeds: '1-3' })
      const { size } = generator.manifest.latent
      const pixels = await generator.render(latentsOf([1, 2, 3], size), { batchSize: 2 })
      const { length } = faces[0].data
      faces.forEach((face, n) => {
        const data = pixels.slice(n * length, (n + 1) * length)
        expect(largestDifference(face, { data }) <= 1, `latent ${n} is drawn differently`)
      })
      const error = await generator.render(new Float32Array(size + 1)).catch((problem: unknown) => problem)
      const { code } = error as { code?: string }
      expect(code === 'FACEGAN_INVALID_OPTION', `${size + 1} numbers gave ${code}`)
    },
  },
  {
    name: 'warming up changes no face, stops at an abort and refuses wrong options',
    async check(generator) {
      const [before] = await generator.generate({ seeds: 17 })
      await generator.warmup({ batchSize: 2 })
      const [after] = await generator.generate({ seeds: 17 })
      expect(largestDifference(before, after) <= 1, 'a face differs after warming up')
      const reason = new Error('enough')
      const controller = new AbortController()
      controller.abort(reason)
      const { signal } = controller
      const outcome = await generator.warmup({ batchSize: 2, signal }).catch((error: unknown) => error)
      expect(outcome === reason, 'the abort did not reject with its reason')
      const error = await generator.warmup({ batchSize: 0 }).catch((problem: unknown) => problem)
      const { code } = error as { code?: string }
      expect(code === 'FACEGAN_INVALID_OPTION', `a batch of none gave ${code}`)
    },
  },
  {
    name: 'wrong options are refused by name',
    async check(generator) {
      for (const options of [
        { seeds: -1 },
        { count: 0 },
        { truncation: 2 },
        { batchSize: 0.5 },
        { count: 1e9 },
      ]) {
        const error = await generator.generate(options).catch((problem: unknown) => problem)
        const code = (error as { code?: string }).code
        expect(
          /^FACEGAN_(INVALID_OPTION|TOO_MANY_FACES)$/.test(code ?? ''),
          `${JSON.stringify(options)} gave ${code}`,
        )
      }
    },
  },
]

/** Largest difference of any channel of any pixel, in levels of 255. */
export function largestDifference(a: Pick<Face, 'data'>, b: Pick<Face, 'data'>): number {
  if (a.data.length !== b.data.length) return Infinity
  let largest = 0
  for (let i = 0; i < a.data.length; i++) largest = Math.max(largest, Math.abs(a.data[i] - b.data[i]))
  return largest
}

async function collect(faces: AsyncIterable<Face>): Promise<Face[]> {
  const all: Face[] = []
  for await (const face of faces) all.push(face)
  return all
}

function nameOf({ seed, mix }: Face): string {
  return mix ? `${seed}-${mix.seed}@${mix.t}` : `${seed}`
}

function expect(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(message)
}
