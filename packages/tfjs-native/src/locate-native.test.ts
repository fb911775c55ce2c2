import { cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { inspectInstallation, locateNative, requireInstallation } from './locate-native.ts'
import { installationFolder } from './native-home.ts'
import { temporaryFolder } from './testing/fake-programs.ts'

/** The files that an installation is recognised by, none of them real. */
function fakeInstallation(accelerator: 'cpu' | 'cuda' = 'cpu', home = temporaryFolder()) {
  const folder = installationFolder(home, accelerator)
  const write = (path: string, text: string, mode = 0o644): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text, { mode })
  }
  write('python/bin/python', '', 0o755)
  const tensorflow = 'python/lib/python3.10/site-packages/tensorflow'
  write(`${tensorflow}/libtensorflow_cc.so.2`, '')
  write(`${tensorflow}/libtensorflow_framework.so.2`, '')
  write('addon/tfjs_binding.node', 'addon')
  const record = { tensorflowVersion: '2.15.1', accelerator, pythonVersion: '3.10.12', addonBytes: 5 }
  write('installation.json', JSON.stringify(record))
  const remove = (path: string): void => rmSync(join(folder, path), { recursive: true })
  return { home, folder, tensorflow, write, remove }
}

type Fake = ReturnType<typeof fakeInstallation>

describe('inspectInstallation', () => {
  it('knows a whole one, and where there is none', () => {
    const { home, folder } = fakeInstallation()
    expect(inspectInstallation(home, 'cpu')).toEqual({
      status: 'ready',
      installation: {
        home: folder,
        python: join(folder, 'python/bin/python'),
        addon: join(folder, 'addon/tfjs_binding.node'),
        tensorflowVersion: '2.15.1',
        accelerator: 'cpu',
      },
    })
    expect(inspectInstallation(home, 'cuda')).toEqual({ status: 'absent' })
  })

  it.each<[string, (fake: Fake) => void, string]>([
    ['no record', ({ remove }) => remove('installation.json'), 'installation.json is missing'],
    ['half a record', ({ write }) => write('installation.json', '{"tensor'), 'cannot be read'],
    ['an empty record', ({ write }) => write('installation.json', '{}'), 'cannot be read'],
    ['no Python environment', ({ remove }) => remove('python'), 'The Python environment is gone'],
    [
      'a Python that was uninstalled',
      ({ remove, folder }) => {
        remove('python/bin/python')
        symlinkSync('/nowhere/python3.10', join(folder, 'python/bin/python'))
      },
      'leads to is gone',
    ],
    [
      'a library that was moved away',
      ({ remove, tensorflow }) => remove(`${tensorflow}/libtensorflow_framework.so.2`),
      "TensorFlow's library is gone: there is no /",
    ],
    ['no addon', ({ remove }) => remove('addon'), 'The addon is gone'],
    ['half an addon', ({ write }) => write('addon/tfjs_binding.node', 'ad'), 'has 2 bytes, and had 5'],
  ])('says what is wrong: %s', (_, damage, expected) => {
    const fake = fakeInstallation()
    damage(fake)
    const state = inspectInstallation(fake.home, 'cpu')
    expect(state).toEqual({ status: 'broken', problem: expect.stringContaining(expected) })
  })
})

describe('requireInstallation', () => {
  afterEach(() => vi.unstubAllEnvs())

  it('takes CUDA before CPU, and CPU where CUDA is damaged', () => {
    const { home } = fakeInstallation('cpu')
    const cuda = fakeInstallation('cuda', home)
    vi.stubEnv('TFJS_NATIVE_HOME', home)
    expect(requireInstallation().accelerator).toBe('cuda')
    cuda.remove('addon')
    expect(requireInstallation().accelerator).toBe('cpu')
    expect(locateNative()?.accelerator).toBe('cpu')
  })

  it('says what is damaged, and the line that mends it', () => {
    const { home, remove } = fakeInstallation('cuda')
    remove('python')
    vi.stubEnv('TFJS_NATIVE_HOME', home)
    expect(locateNative()).toBeUndefined()
    expect(() => requireInstallation()).toThrow(
      expect.objectContaining({
        code: 'TFJS_NATIVE_BROKEN',
        message: expect.stringContaining('The Python environment is gone'),
        hint: expect.stringMatching(/^Run: node .* setup --cuda$/),
      }),
    )
  })

  it('names an installation of another release rather than only denying that there is one', () => {
    const { home, folder } = fakeInstallation()
    cpSync(folder, join(home, 'cpu-0123456789ab'), { recursive: true })
    rmSync(folder, { recursive: true })
    vi.stubEnv('TFJS_NATIVE_HOME', home)
    expect(() => requireInstallation()).toThrow(
      expect.objectContaining({
        code: 'TFJS_NATIVE_NOT_SET_UP',
        message: expect.stringContaining('cpu-0123456789ab there belongs to another release'),
      }),
    )
  })
})
