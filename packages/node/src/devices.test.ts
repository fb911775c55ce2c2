import { NoDeviceError, loadGenerator, probeDevices } from '@facegan/node'
import { describe, expect, it } from 'vitest'
import { devices, lookForCuda } from './devices.ts'
import { tinyModel } from './testing/fixtures.ts'

const linux = { platform: 'linux', arch: 'x64' }

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

  it('names the libraries that are missing, their folder, and how to get them', () => {
    const { available, detail, hint } = lookForCuda({ ...linux, exists: (path) => !path.includes('cuda.so') })
    expect(available).toBe(false)
    expect(detail).toMatch(/^libonnxruntime_providers_cuda\.so is not in .*onnxruntime-node.bin.napi-v6/)
    expect(hint).toMatch(/script.install\.js --onnxruntime-node-install=cuda12/)
  })

  it('asks for the driver when only that is missing', () => {
    const { available, detail, hint } = lookForCuda({ ...linux, exists: (path) => !path.startsWith('/dev/') })
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

describe('probeDevices', () => {
  it('ran a network on the CPU, and tells the truth about CUDA', async () => {
    const [cuda, cpu] = await probeDevices()
    expect(cpu).toMatchObject({ device: 'cpu', available: true })
    expect(cuda.device).toBe('cuda')
    // what it says is what loading does
    const loading = loadGenerator({ model: tinyModel, device: 'cuda' }).then((generator) =>
      generator.dispose(),
    )
    const works = await loading.then(
      () => true,
      () => false,
    )
    expect(cuda.available).toBe(works)
    expect(typeof cuda.hint === 'string' || works).toBe(true)
  })
})

describe.runIf(!devices.cuda.look().available)('where there is no CUDA', () => {
  it('asking for it by name says what is missing and how to get it', async () => {
    const loading = loadGenerator({ model: tinyModel, device: 'cuda' })
    await expect(loading).rejects.toThrow(NoDeviceError)
    const { detail, hint } = devices.cuda.look()
    await expect(loading).rejects.toMatchObject({
      message: `No device could load the generator. Tried, in order:\n  cuda: ${detail}`,
      hint: hint ?? "use `device: 'auto'`",
    })
  })

  it('auto starts on the CPU and says what it passed over', async () => {
    await using generator = await loadGenerator({ model: tinyModel })
    expect(generator.device).toBe('cpu')
    expect(generator.skipped).toHaveLength(1)
    expect(generator.skipped[0]).toMatchObject({
      device: 'cuda',
      cause: { message: devices.cuda.look().detail },
    })
  })
})
