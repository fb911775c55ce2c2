import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { fakePath, fakePython, temporaryFolder } from '../testing/fake-programs.ts'
import { installRequirements, makeEnvironment } from './make-environment.ts'

const make = (env: NodeJS.ProcessEnv) => makeEnvironment(`${temporaryFolder()}/python`, { env })

describe('makeEnvironment', () => {
  it('says what to install where there is no Python', async () => {
    await expect(make(fakePath({ dnf: '' }))).rejects.toMatchObject({
      code: 'TFJS_NATIVE_NO_PYTHON',
      message: expect.stringContaining('needs Python 3.10 or 3.11 (64-bit). Found none on the PATH.'),
      hint: expect.stringContaining('dnf install -y python3.11'),
    })
  })

  it('names the version it found where that is too new, and what uv said', async () => {
    const env = fakePath({ python3: fakePython({ version: '3.12.4' }), uv: 'echo no network >&2; exit 2' })
    await expect(make(env)).rejects.toMatchObject({
      code: 'TFJS_NATIVE_NO_PYTHON',
      message: expect.stringMatching(
        /Found: python3 is 3\.12\.4\.\nuv venv [^\n]*3\.11 failed:\n {2}no network/,
      ),
      hint: expect.stringContaining('astral.sh/uv'),
    })
  })

  it('says how to get venv where Debian left it out', async () => {
    const env = fakePath({ python3: fakePython({ hasVenv: false }), 'apt-get': '' })
    await expect(make(env)).rejects.toMatchObject({
      code: 'TFJS_NATIVE_NO_VENV',
      message: expect.stringContaining('lacks the modules venv and ensurepip'),
      hint: expect.stringContaining('apt-get install -y python3-venv'),
    })
  })

  it('shows the output of a venv that fails', async () => {
    const env = fakePath({ python3: fakePython({}, 'echo disk full >&2; exit 1') })
    await expect(make(env)).rejects.toMatchObject({
      code: 'TFJS_NATIVE_NO_VENV',
      message: expect.stringContaining('disk full'),
    })
  })

  it('uses uv where it works, without a Python of the system', async () => {
    const environment = await make(fakePath({ uv: 'exit 0' }))
    expect(environment).toMatchObject({ usesUv: true, origin: 'uv, with a Python of its own' })
  })

  it('falls back to venv where uv fails', async () => {
    const environment = await make(fakePath({ uv: 'exit 2', python3: fakePython({}, 'exit 0') }))
    expect(environment.usesUv).toBe(false)
  })
})

describe('installRequirements', () => {
  it('shows what pip said last when it fails', async () => {
    const env = fakePath({ python: 'echo THESE PACKAGES DO NOT MATCH THE HASHES >&2; exit 1' })
    const environment = { python: `${env['PATH']}/python`, origin: '', usesUv: false }
    await expect(installRequirements(environment, 'requirements.txt', { env })).rejects.toMatchObject({
      code: 'TFJS_NATIVE_INSTALL_FAILED',
      message: expect.stringContaining('DO NOT MATCH THE HASHES'),
      hint: expect.stringContaining('PyPI'),
    })
  })

  it('asks pip for hashes, wheels and nothing beyond the list', async () => {
    const env = fakePath({ python: 'echo "$@" > "${0%/*}/asked"' })
    await installRequirements({ python: `${env['PATH']}/python`, origin: '', usesUv: false }, 'r.txt', {
      env,
    })
    const asked = readFileSync(`${env['PATH']}/asked`, 'utf8')
    for (const flag of ['--require-hashes', '--no-deps', '--only-binary :all:', '-r r.txt']) {
      expect(asked).toContain(flag)
    }
  })
})
