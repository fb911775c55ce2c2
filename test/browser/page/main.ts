import { generatorContract } from '@facegan/core/testing'
import {
  generateFaces,
  loadGenerator,
  probeDevices,
  streamFaces,
  type Device,
  type LoadOptions,
} from '@facegan/web'
import { fileFunctions } from './files.ts'
import { failure, levelsOf, type FacesRequest } from './json.ts'
import { loadingFunctions } from './loading.ts'

/** What the tests ask of the page. All that goes in or out is JSON. */
const functions = {
  ...fileFunctions,
  ...loadingFunctions,
  probeDevices,

  /** RGBA of one face after another, in base64. */
  async facesOf({ model, device, seeds, threads }: FacesRequest): Promise<string> {
    const faces = await generateFaces({ model, device, seeds, threads })
    return levelsOf(faces)
  },

  /** What of the contract a device breaks, one sentence each. */
  async brokenClauses(options: JsonLoadOptions): Promise<string[]> {
    const generator = await loadGenerator(options)
    const broken: string[] = []
    for (const { name, check } of generatorContract)
      await check(generator).catch((error: unknown) => broken.push(`${name}: ${String(error)}`))
    await generator.dispose()
    return broken
  },

  /** Draws faces in rows on the page's canvas. @returns where a pixel on it differs from the face's own */
  async drawSheet({ scale, columns, ...request }: FacesRequest & { scale: number; columns: number }) {
    const canvas = document.querySelector('canvas') as HTMLCanvasElement
    const faces = await generateFaces(request)
    const { width, height } = faces[0]
    canvas.width = columns * width * scale
    canvas.height = Math.ceil(faces.length / columns) * height * scale
    const context = canvas.getContext('2d', { willReadFrequently: true }) as CanvasRenderingContext2D
    let wrongPixels = 0
    faces.forEach((face, n) => {
      const x = (n % columns) * width * scale
      const y = Math.floor(n / columns) * height * scale
      face.drawTo(canvas, { x, y, scale })
      const { data } = context.getImageData(x, y, width * scale, height * scale)
      for (let i = 0; i < data.length; i++) {
        const column = Math.floor(((i >> 2) % (width * scale)) / scale)
        const row = Math.floor((i >> 2) / (width * scale) / scale)
        if (data[i] !== face.data[(row * width + column) * 4 + (i % 4)]) wrongPixels++
      }
    })
    return { wrongPixels, faces: faces.length, width: canvas.width, height: canvas.height }
  },

  /** Draws one face and counts colours: smoothing makes new ones. */
  async drawOnce({ scale, ...request }: FacesRequest & { scale: number }) {
    const [face] = await generateFaces(request)
    const canvas = new OffscreenCanvas(face.width * scale, face.height * scale)
    face.drawTo(canvas, { scale })
    const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height)
    return {
      coloursOfFace: coloursIn(face.data),
      coloursOnCanvas: coloursIn(data),
      smoothingAfterwards: context.imageSmoothingEnabled,
    }
  },

  async drawRefusals(request: FacesRequest) {
    const [face] = await generateFaces(request)
    const withWebGl = new OffscreenCanvas(8, 8)
    withWebGl.getContext('webgl2')
    return {
      scale: await failure((async () => face.drawTo(new OffscreenCanvas(8, 8), { scale: 0 }))()),
      canvas: await failure((async () => face.drawTo(withWebGl))()),
    }
  },

  /** The face of one seed through each way out, as base64 RGBA. */
  async waysOut(request: FacesRequest) {
    const [face] = await generateFaces(request)
    const bitmap = await face.toImageBitmap()
    const canvas = new OffscreenCanvas(face.width, face.height)
    const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D
    context.drawImage(bitmap, 0, 0)
    const imageData = face.toImageData()
    imageData.data[0] ^= 255 // a copy: the face must not change
    const changed = levelsOf([imageData])
    imageData.data[0] ^= 255
    return {
      face: levelsOf([face]),
      imageData: levelsOf([imageData]),
      changed,
      bitmap: levelsOf([context.getImageData(0, 0, face.width, face.height)]),
    }
  },

  /** Counts animation frames while faces are made. */
  async framesDuring(request: FacesRequest & { batchSize: number }) {
    await generateFaces({ ...request, seeds: 0 }) // loading is not what is measured
    let frames = 0
    let longestMs = 0
    let last = performance.now()
    let stopped = false
    requestAnimationFrame(function tick(now) {
      frames++
      longestMs = Math.max(longestMs, now - last)
      last = now
      if (!stopped) requestAnimationFrame(tick)
    })
    const begun = performance.now()
    const faces = await generateFaces(request)
    const tookMs = performance.now() - begun
    stopped = true
    return { faces: faces.length, frames, longestMs, tookMs }
  },

  /** The first faces of an endless stream. */
  async firstOfStream(count: number, options: JsonLoadOptions): Promise<number[]> {
    const seeds: number[] = []
    for await (const face of streamFaces({ ...options, seeds: '0-4294967295', batchSize: 4 })) {
      seeds.push(face.seed)
      if (seeds.length === count) break
    }
    return seeds
  },

  /** How loading, and making one face, fails. */
  failureOf: (options: JsonLoadOptions) => failure(generateFaces({ ...options, seeds: 0 })),

  /** Starts work without end and says how it failed, once it does. */
  async failureOfEndlessWork(options: JsonLoadOptions) {
    const faces = streamFaces({ ...options, seeds: '0-4294967295' })
    const readOn = (): Promise<unknown> => faces.next().then(({ done }) => done || readOn())
    return failure(readOn())
  },

  /** How work fails that is in hand when its generator is disposed, and work that comes after. */
  async failureOfDisposal(options: JsonLoadOptions) {
    const generator = await loadGenerator(options)
    const work = failure(generator.generate({ seeds: '0-9999', batchSize: 8 }))
    await generator.dispose()
    return { inFlight: await work, afterwards: await failure(generator.generate(1)) }
  },

  /** Aborts while the model is fetched. @returns whether the reason came out */
  async abortsLoading(model: string): Promise<boolean> {
    const reason = new Error('enough')
    const controller = new AbortController()
    const loading = loadGenerator({ model, signal: controller.signal }).catch((error: unknown) => error)
    controller.abort(reason)
    return (await loading) === reason
  },
}

export type PageFunctions = typeof functions

/** `LoadOptions` as JSON carries them. */
export type JsonLoadOptions = Pick<LoadOptions, 'threads'> & {
  readonly model?: string
  readonly device?: Device
  readonly assets?: { readonly worker?: { readonly wasm: string }; readonly wasm?: string }
}

function coloursIn(rgba: Uint8ClampedArray<ArrayBuffer>): number {
  return new Set(new Uint32Array(rgba.buffer, rgba.byteOffset, rgba.length / 4)).size
}

Object.assign(globalThis, { facegan: functions })
