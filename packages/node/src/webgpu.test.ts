import { execFile } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { generatorContract } from '@facegan/core/testing'
import { describe, expect, it } from 'vitest'
import { devices } from './devices.ts'
import { tinyModel } from './testing/fixtures.ts'

/**
 * WebGPU by onnxruntime-node, on this machine's adapter or else on SwiftShader, the software adapter that comes with
 * Chromium. Its libraries must be named before a process starts, hence the child processes.
 */
const environment = adapterEnvironment()
if (!environment)
  console.log('WebGPU in Node was NOT run: no Vulkan driver, and no Chromium that brings one.')

function adapterEnvironment(): NodeJS.ProcessEnv | undefined {
  if (devices.webgpu.look().available) return process.env
  const chromium = process.env['FACEGAN_CHROMIUM']
  const named = chromium && existsSync(chromium) ? [dirname(realpathSync(chromium))] : []
  const folder = [...named, '/usr/lib/chromium'].find((path) =>
    existsSync(join(path, 'vk_swiftshader_icd.json')),
  )
  if (!folder) return undefined
  const driver = { VK_ICD_FILENAMES: join(folder, 'vk_swiftshader_icd.json'), LD_LIBRARY_PATH: folder }
  return { ...process.env, XDG_RUNTIME_DIR: tmpdir(), ...driver }
}

async function run(code: string): Promise<string> {
  const script = `import { generateFaces, loadGenerator, probeDevices } from '@facegan/node'
    import { generatorContract, largestDifference } from '@facegan/core/testing'
    const model = ${JSON.stringify(tinyModel)}; ${code}`
  const cwd = fileURLToPath(new URL('..', import.meta.url))
  const options = { cwd, env: environment, timeout: 110_000 }
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '-e', script],
    options,
  )
  return stdout.trim()
}

describe.runIf(environment)('WebGPU in Node', { timeout: 120_000 }, () => {
  it('keeps the generator contract', async () => {
    const code = `const generator = await loadGenerator({ model, device: 'webgpu' })
      for (const { name, check } of generatorContract) { await check(generator); console.log(name) }
      console.log(generator.device)
      await generator.dispose()`
    expect((await run(code)).split('\n')).toEqual([...generatorContract.map(({ name }) => name), 'webgpu'])
  })

  it('draws the built-in model’s faces as the CPU does, at most one level apart', async () => {
    const code = `const [a, b] = await Promise.all(['webgpu', 'cpu'].map((device) =>
        generateFaces({ seeds: '0-7', device, batchSize: 8 })))
      console.log(Math.max(...a.map((face, i) => largestDifference(face, b[i]))))`
    expect(Number(await run(code))).toBeLessThanOrEqual(1)
  })

  it('is found by probeDevices, which ran on it', async () => {
    const code = `console.log(JSON.stringify((await probeDevices()).find(({ device }) => device === 'webgpu')))`
    expect(JSON.parse(await run(code))).toMatchObject({ device: 'webgpu', available: true })
  })
})

it('a driver that gives no adapter is an error that names it, and auto goes on without', async () => {
  const script = `import { loadGenerator } from '@facegan/node'
    const model = ${JSON.stringify(tinyModel)}
    await loadGenerator({ model, device: 'webgpu' }).catch((error) => console.log(error.code, error.hint))
    const generator = await loadGenerator({ model })
    await generator.warmup()
    console.log(generator.device, generator.skipped.map(({ device }) => device).join())`
  const cwd = fileURLToPath(new URL('..', import.meta.url))
  const env = { ...process.env, VK_ICD_FILENAMES: '/nowhere/broken_icd.json' }
  const args = ['--input-type=module', '-e', script]
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd, env, timeout: 60_000 })
  expect(stdout).toMatch(/^FACEGAN_NO_DEVICE update the graphics driver.*\ncpu .*webgpu\n$/)
})
