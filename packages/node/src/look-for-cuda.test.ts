import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { bindingVersion } from './binding-folder.ts'
import { findGpuWheel } from './gpu-wheel.ts'
import { lookForCuda } from './look-for-cuda.ts'
import { temporaryFolder } from './testing/fixtures.ts'

const linux = { platform: 'linux', arch: 'x64', findWheel: () => undefined }

describe('lookForCuda', () => {
  it.each([
    ['darwin', 'arm64'],
    ['linux', 'arm64'],
    ['win32', 'x64'],
  ])('says that onnxruntime-node has no CUDA for %s %s', (platform, arch) => {
    const { available, detail } = lookForCuda({ platform, arch, exists: () => true })
    expect(available).toBe(false)
    expect(detail).toContain(`${platform} ${arch}`)
  })

  it('names the libraries that are missing, their folder, and two ways to get them', () => {
    const { available, detail, hint } = lookForCuda({ ...linux, exists: (path) => !path.includes('cuda.so') })
    expect(available).toBe(false)
    expect(detail).toMatch(/^libonnxruntime_providers_cuda\.so is not in .*onnxruntime-node.bin.napi-v6/)
    expect(hint).toMatch(/script.install\.js --onnxruntime-node-install=cuda12/)
    expect(hint).toContain(`pip install onnxruntime-gpu[cuda,cudnn]==${bindingVersion()}`)
  })

  it('prints the line that links the libraries of an installed Python package', async () => {
    await using site = await temporaryFolder()
    const capi = join(site.path, 'onnxruntime/capi')
    const nvidia = join(site.path, 'nvidia/cudnn/lib')
    await Promise.all([capi, nvidia].map((folder) => mkdir(folder, { recursive: true })))
    await writeFile(join(capi, 'libonnxruntime_providers_cuda.so'), '')
    const find = (version: string) => findGpuWheel(version, [site.path])
    expect(find(bindingVersion())).toBeUndefined() // of an unknown version
    await mkdir(join(site.path, `onnxruntime_gpu-${bindingVersion()}.dist-info`))
    const look = { ...linux, exists: (path: string) => path.startsWith('/dev/'), findWheel: find }
    const { hint } = lookForCuda(look)
    expect(hint).toMatch(/^run `ln -s \S+providers_shared\.so \S+providers_cuda\.so \S+napi-v6\S+`/)
    expect(hint).toContain(join(capi, 'libonnxruntime_providers_cuda.so'))
    expect(hint).toContain(`export LD_LIBRARY_PATH=${nvidia}`)
    expect(find('0.0.1')).toBeUndefined()
  })

  it('finds that package in the active environment', async () => {
    await using prefix = await temporaryFolder()
    const site = join(prefix.path, 'lib/python3.11/site-packages')
    await mkdir(join(site, 'onnxruntime/capi'), { recursive: true })
    await mkdir(join(site, 'onnxruntime_gpu-9.9.9.dist-info'))
    await writeFile(join(site, 'onnxruntime/capi/libonnxruntime_providers_cuda.so'), '')
    vi.stubEnv('VIRTUAL_ENV', prefix.path)
    expect(findGpuWheel('9.9.9')).toEqual({ providers: join(site, 'onnxruntime/capi'), cuda: [] })
    vi.unstubAllEnvs()
  })

  it('asks for the driver first: without a GPU no library helps', () => {
    const { available, detail, hint } = lookForCuda({ ...linux, exists: () => false })
    expect(available).toBe(false)
    expect(detail).toContain('no NVIDIA driver')
    expect(hint).toContain('--gpus all')
  })

  it('takes the driver of Linux or of WSL', () => {
    for (const node of ['/dev/nvidiactl', '/dev/dxg']) {
      const exists = (path: string) => !path.startsWith('/dev/') || path === node
      expect(lookForCuda({ ...linux, exists }).available).toBe(true)
    }
  })
})
