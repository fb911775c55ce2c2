import { NativeBackendError } from '../errors.ts'
import type { Accelerator } from '../installation.ts'

/** What decides whether TensorFlow 2.15.1 has a wheel with C++ libraries for this machine. */
export interface Host {
  readonly platform: NodeJS.Platform
  readonly arch: string
  /** For example `2.36`; undefined where Node runs on another C library (musl on Alpine). */
  readonly glibc: string | undefined
}

export function thisHost(): Host {
  // by default the report also looks up the names of open sockets, which can take seconds
  Object.assign(process.report, { excludeNetwork: true })
  const report = process.report.getReport() as { header: { glibcVersionRuntime?: string } }
  return { platform: process.platform, arch: process.arch, glibc: report.header.glibcVersionRuntime }
}

/** Throws TFJS_NATIVE_UNSUPPORTED_PLATFORM and says where it does work. */
export function assertSupportedPlatform(accelerator: Accelerator, host: Host): void {
  if (host.platform === 'win32') {
    refuse('Windows', 'Use WSL: run `wsl --install -d Debian` once, then work inside it with Node for Linux.')
  }
  if (host.platform === 'darwin') {
    refuse('macOS', 'Use a Linux container: docker run -it -v "$PWD":/app -w /app node:22-bookworm bash')
  }
  if (host.platform !== 'linux') refuse(host.platform, 'Use a Linux machine.')
  if (!host.glibc) {
    refuse('Linux without glibc (Alpine uses musl)', 'Use a Debian image, for example node:22-bookworm.')
  }
  if (host.arch !== 'x64' && host.arch !== 'arm64')
    refuse(`Linux ${host.arch}`, 'Use an x64 or arm64 machine.')
  if (accelerator === 'cuda' && host.arch !== 'x64') {
    refuse(`Linux ${host.arch} with CUDA asked for`, 'The CUDA wheels are x64 only: leave out --cuda.')
  }
}

function refuse(found: string, hint: string): never {
  throw new NativeBackendError(
    'TFJS_NATIVE_UNSUPPORTED_PLATFORM',
    `Native TensorFlow is built on Linux x64 or arm64 with glibc; this is ${found}.`,
    hint,
  )
}
