import { describe, expect, it } from 'vitest'
import { isSoftwareAdapter, lookForWebGpu } from './look-for-webgpu.ts'

const linux = { platform: 'linux', arch: 'x64', env: {}, list: () => [] }

describe('lookForWebGpu', () => {
  it('wants a Vulkan driver on Linux and says how to get one', () => {
    expect(lookForWebGpu(linux)).toEqual({
      available: false,
      detail: 'no Vulkan driver is installed',
      hint: expect.stringContaining('libvulkan1'),
    })
  })

  it('takes a driver where the loader looks for them, or where the environment says', () => {
    const list = (folder: string) => (folder === '/etc/vulkan/icd.d' ? ['nvidia_icd.json', 'README'] : [])
    expect(lookForWebGpu({ ...linux, list })).toEqual({
      available: true,
      detail: 'Vulkan drivers: nvidia_icd.json',
    })
    for (const name of ['VK_DRIVER_FILES', 'VK_ICD_FILENAMES'])
      expect(lookForWebGpu({ ...linux, env: { [name]: '/opt/radeon_icd.json' } }).detail).toContain('radeon')
  })

  it('knows drivers that draw on the CPU', () => {
    const found = (...files: string[]) => lookForWebGpu({ ...linux, list: () => files })
    for (const file of ['lvp_icd.x86_64.json', 'vk_swiftshader_icd.json']) {
      expect(found(file).detail).toContain('software')
      expect(isSoftwareAdapter(found(file))).toBe(true)
      expect(isSoftwareAdapter(found(file, 'intel_icd.x86_64.json'))).toBe(false)
    }
  })

  it('leaves the adapter to macOS and Windows, and says where onnxruntime-node has none', () => {
    for (const platform of ['darwin', 'win32'])
      expect(lookForWebGpu({ ...linux, platform, arch: 'arm64' }).available).toBe(true)
    expect(lookForWebGpu({ ...linux, arch: 'arm64' }).detail).toContain('no WebGPU for linux arm64')
  })
})
