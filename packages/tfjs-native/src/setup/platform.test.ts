import { describe, expect, it } from 'vitest'
import { assertSupportedPlatform, thisHost } from './platform.ts'

const LINUX = { platform: 'linux', arch: 'x64', glibc: '2.36' } as const

describe('assertSupportedPlatform', () => {
  it('takes Linux x64 and arm64 with glibc, and the machine that runs this test', () => {
    expect(() => assertSupportedPlatform('cuda', LINUX)).not.toThrow()
    expect(() => assertSupportedPlatform('cpu', { ...LINUX, arch: 'arm64' })).not.toThrow()
    expect(() => assertSupportedPlatform('cpu', thisHost())).not.toThrow()
  })

  it.each([
    ['Windows', 'cpu', { ...LINUX, platform: 'win32' }, 'WSL'],
    ['macOS', 'cpu', { ...LINUX, platform: 'darwin' }, 'container'],
    ['musl', 'cpu', { ...LINUX, glibc: undefined }, 'node:22-bookworm'],
    ['Linux ia32', 'cpu', { ...LINUX, arch: 'ia32' }, 'x64 or arm64'],
    ['CUDA', 'cuda', { ...LINUX, arch: 'arm64' }, 'leave out --cuda'],
    ['freebsd', 'cpu', { ...LINUX, platform: 'freebsd' }, 'Linux'],
  ] as const)('refuses %s and says where it works', (what, accelerator, host, hint) => {
    expect(() => assertSupportedPlatform(accelerator, host)).toThrow(
      expect.objectContaining({
        code: 'TFJS_NATIVE_UNSUPPORTED_PLATFORM',
        message: expect.stringContaining(what),
        hint: expect.stringContaining(hint),
      }),
    )
  })
})
