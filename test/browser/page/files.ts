import {
  animation,
  generateFaces,
  loadGenerator,
  verifyFace,
  type AnimationOptions,
  type ToBlobOptions,
  type Verification,
  type WebFace,
} from '@facegan/web'
import { base64, failure, type FacesRequest } from './json.ts'

/** A face asked for as JSON carries it: by seed alone, or mixed, truncated and edited. */
export interface FaceRequest {
  readonly model?: string
  readonly seed: number
  readonly mix?: { readonly seed: number; readonly t: number }
  readonly edit?: Readonly<Record<string, number>>
  readonly truncation?: number
}

/** What the tests of files ask of the page. */
export const fileFunctions = {
  /** One face as a file, and its own levels. */
  async blobOf({ model, seed, mix, edit, truncation }: FaceRequest, options?: ToBlobOptions) {
    const settings = { truncation, edit, beyond: true }
    await using generator = await loadGenerator({ model })
    const face = mix
      ? await generator.mix(seed, mix.seed, mix.t, settings)
      : (await generator.generate({ seeds: seed, ...settings }))[0]
    const blob = await face.toBlob(options)
    return { type: blob.type, file: base64(await bytesOf(blob)), levels: base64(face.data) }
  },

  /** Every face of a request as a file. */
  async blobsOf(request: FacesRequest, options?: ToBlobOptions): Promise<string[]> {
    const files: string[] = []
    for (const face of await generateFaces(request))
      files.push(base64(await bytesOf(await face.toBlob(options))))
    return files
  },

  async failureOfBlob(request: FacesRequest, options: ToBlobOptions) {
    const [face] = await generateFaces(request)
    return failure(face.toBlob(options))
  },

  /** Verdicts on files, one after another. */
  async verify(files: readonly string[], model?: string): Promise<Verification[]> {
    const verifications: Verification[] = []
    for (const file of files) verifications.push(await verifyFace(bytesOfBase64(file), { model }))
    return verifications
  },

  /** The same file in each form that it may be given in. */
  async verdictsOnForms(file: string): Promise<string[]> {
    const bytes = bytesOfBase64(file)
    const verdicts: string[] = []
    for (const form of [bytes, bytes.buffer, new Blob([bytes]), new File([bytes], 'face.txt')])
      verdicts.push((await verifyFace(form)).verdict)
    return verdicts
  },

  failureOfVerify: (file: unknown) => failure(verifyFace(file as never)),

  failureOfVerifyBytes: (file: string, options: { model: string }) =>
    failure(verifyFace(bytesOfBase64(file), options)),

  /** An animation, its frames' levels, and what the browser's own decoder finds in it. */
  async animationOf(seeds: readonly number[], frames: number, model?: string, options?: AnimationOptions) {
    await using generator = await loadGenerator({ model })
    const faces: WebFace[] = []
    for await (const face of generator.interpolate(seeds, { frames })) faces.push(face)
    const blob = await animation(faces, options)
    const decoder = new ImageDecoder({ data: await blob.arrayBuffer(), type: blob.type })
    await decoder.tracks.ready
    const { frameCount = 0, repetitionCount } = decoder.tracks.selectedTrack ?? {}
    const durationsMs: number[] = []
    for (let frameIndex = 0; frameIndex < frameCount; frameIndex++)
      durationsMs.push(((await decoder.decode({ frameIndex })).image.duration ?? 0) / 1000)
    return {
      type: blob.type,
      file: base64(await bytesOf(blob)),
      levels: faces.map(({ data }) => base64(data)),
      decoded: { durationsMs, repetitionCount },
    }
  },

  async failureOfAnimation(request: FacesRequest, options: AnimationOptions) {
    return failure(animation(await generateFaces(request), options))
  },
}

async function bytesOf(blob: Blob): Promise<Uint8Array> {
  return new Uint8Array(await blob.arrayBuffer())
}

function bytesOfBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
}
