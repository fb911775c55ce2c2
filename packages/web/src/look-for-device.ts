import { messageOf } from '@facegan/core'
import type { Availability, ConcreteDevice } from './devices.ts'
import { automaticThreads } from './threads.ts'

/**
 * A look at what the browser offers: loads no runtime. `available` means worth trying. A file of its own, since whoever
 * starts on WASM and gets there does not need it.
 */
export function lookForDevice(device: ConcreteDevice): Promise<Availability> {
  return looks[device]()
}

const looks: Readonly<Record<ConcreteDevice, () => Promise<Availability>>> = {
  webgpu: lookForWebGpu,
  wasm: lookForWasm,
}

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
  const unpromising = isFallbackAdapter ? 'this adapter is software, and slow' : savesData() && secondDownload
  return { available: true, detail: name, ...(unpromising && { unpromising }) }
}

const secondDownload = 'the browser is set to save data, and this takes another 27 MB'

/** Not every browser has it, nor do all type definitions. */
function savesData(): boolean {
  return (navigator as { connection?: { saveData?: boolean } }).connection?.saveData ?? false
}

async function lookForWasm(): Promise<Availability> {
  if (typeof WebAssembly !== 'object' || !WebAssembly.validate(simdModule))
    return missing('this browser has no WebAssembly with SIMD', 'use a browser of 2023 or later')
  const forbidden = await WebAssembly.compile(simdModule).then(
    () => undefined,
    (error: unknown) => messageOf(error),
  )
  if (forbidden !== undefined)
    return missing(
      `this page may not use WebAssembly (${forbidden})`,
      "let its content security policy have `script-src 'wasm-unsafe-eval'`",
    )
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

/** `(module (func (result v128) (i8x16.splat (i32.const 0))))` in binary: valid only where there is SIMD. */
const simdModule = Uint8Array.from(
  [
    [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00], // magic, version
    [0x01, 0x05, 0x01, 0x60, 0x00, 0x01, 0x7b], // type: () -> v128
    [0x03, 0x02, 0x01, 0x00], // one function of that type
    [0x0a, 0x08, 0x01, 0x06, 0x00, 0x41, 0x00, 0xfd, 0x0f, 0x0b], // i32.const 0, i8x16.splat, end
  ].flat(),
)

function missing(detail: string, hint: string): Availability {
  return { available: false, detail, hint }
}
