import { automaticThreads } from './threads.ts'

/** Where the network can run. */
export type ConcreteDevice = 'webgpu' | 'wasm'
export type Device = 'auto' | ConcreteDevice

export interface Availability {
  readonly available: boolean
  /** What was found, or what is missing. */
  readonly detail: string
  /** How to get it, or more of it. */
  readonly hint?: string
}

interface DeviceEntry {
  /** A look at what the browser offers: loads no runtime. `available` means worth trying. */
  readonly look: () => Promise<Availability>
}

/**
 * | device | runs on | needs |
 * |---|---|---|
 * | webgpu | browsers with WebGPU, in a secure context | an adapter; a second, larger build of ONNX Runtime |
 * | wasm | every browser since 2023 | cross-origin isolation for more than one thread |
 */
export const devices: Readonly<Record<ConcreteDevice, DeviceEntry>> = Object.freeze({
  webgpu: { look: lookForWebGpu },
  wasm: { look: lookForWasm },
})

export const concreteDevices = Object.keys(devices) as ConcreteDevice[]
export const deviceNames: readonly Device[] = ['auto', ...concreteDevices]

/**
 * What `'auto'` tries, in order. WASM starts soonest: it needs no adapter and half the download, and on networks of
 * this size WebGPU can lose to it. Moving on to a GPU that was measured to be faster is not part of this version.
 */
export const automaticDevices: readonly ConcreteDevice[] = Object.freeze(['wasm'])

async function lookForWebGpu(): Promise<Availability> {
  // typed as always there; plain http and browsers without WebGPU differ
  const gpu = navigator.gpu as GPU | undefined
  if (!gpu)
    return isSecureContext
      ? missing('this browser has no navigator.gpu', "use a browser with WebGPU, or `device: 'wasm'`")
      : missing('there is no navigator.gpu because this page is not a secure context', 'serve it over https')
  const adapter = await gpu.requestAdapter()
  if (!adapter)
    return missing(
      'navigator.gpu gives no adapter',
      'switch on hardware acceleration or update the graphics driver; in Chromium, chrome://gpu says what is off',
    )
  const { vendor, architecture, description, isFallbackAdapter } = adapter.info
  const name = description || [vendor, architecture].filter(Boolean).join(' ') || 'an adapter without a name'
  return { available: true, detail: isFallbackAdapter ? `${name}, which is software and slow` : name }
}

async function lookForWasm(): Promise<Availability> {
  if (typeof WebAssembly !== 'object')
    return missing(
      'this browser has no WebAssembly',
      "a content security policy must allow `'wasm-unsafe-eval'`",
    )
  if (!WebAssembly.validate(simdModule))
    return missing('this browser has no WebAssembly SIMD', 'use a browser of 2023 or later')
  const threads = automaticThreads()
  if (crossOriginIsolated) return { available: true, detail: `SIMD, up to ${threads} threads` }
  return {
    available: true,
    detail: 'SIMD, 1 thread: the page is not cross-origin isolated',
    hint:
      'for threads, send `Cross-Origin-Opener-Policy: same-origin` and ' +
      '`Cross-Origin-Embedder-Policy: require-corp` with the page and its scripts',
  }
}

function missing(detail: string, hint: string): Availability {
  return { available: false, detail, hint }
}

/** `(module (func (result v128) (i8x16.splat (i32.const 0))))` in binary: valid only where there is SIMD. */
const simdModule = Uint8Array.from(
  [
    [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00], // magic, version
    [0x01, 0x05, 0x01, 0x60, 0x00, 0x01, 0x7b], // type: () -> v128
    [0x03, 0x02, 0x01, 0x00], // one function of that type
    [0x0a, 0x08, 0x01, 0x06, 0x00, 0x41, 0x00, 0xfd, 0x0f, 0x0b], // i32.const 0, i8x16.splat, end
  ].flat(),
)
