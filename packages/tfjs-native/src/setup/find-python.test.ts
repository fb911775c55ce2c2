import { basename } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fakePath, fakePython } from '../testing/fake-programs.ts'
import { findPython } from './find-python.ts'

describe('findPython', () => {
  it('takes 3.11 before 3.10 and 3.10 before a newer python3', async () => {
    const both = fakePath({
      'python3.10': fakePython({ version: '3.10.13' }),
      'python3.11': fakePython(),
      python3: fakePython({ version: '3.13.1' }),
    })
    expect((await findPython({ env: both })).python?.version).toBe('3.11.7')
    const older = fakePath({
      python3: fakePython({ version: '3.12.4' }),
      python: fakePython({ version: '3.10.2' }),
    })
    const { python, refused } = await findPython({ env: older })
    expect(basename(python!.executable)).toBe('python')
    expect(refused).toEqual(['python3 is 3.12.4'])
  })

  it('goes past a Python without venv when another has it, else returns it', async () => {
    const lacking = fakePython({ hasVenv: false })
    const both = await findPython({
      env: fakePath({ 'python3.11': lacking, 'python3.10': fakePython({ version: '3.10.13' }) }),
    })
    expect(both.python?.version).toBe('3.10.13')
    const only = await findPython({ env: fakePath({ 'python3.11': lacking }) })
    expect(only.python).toMatchObject({ version: '3.11.7', hasVenv: false })
  })

  it('refuses a shim that does not run, PyPy, 32 bits, 3.1 and 3.9, and says so', async () => {
    const { python, refused } = await findPython({
      env: fakePath({
        'python3.11': 'exit 127',
        'python3.10': fakePython({ version: '3.10.1', implementation: 'PyPy' }),
        python3: fakePython({ bits: 32 }),
        python: fakePython({ version: '3.1.0' }),
      }),
    })
    expect(python).toBeUndefined()
    expect(refused).toEqual([
      'python3.11 does not run (exit code 127)',
      'python3.10 is PyPy',
      'python3 is a 32-bit Python',
      'python is 3.1.0',
    ])
  })

  it('looks at nothing but TFJS_NATIVE_PYTHON where that is set', async () => {
    const env = fakePath({ 'python3.11': fakePython(), mine: fakePython({ version: '3.10.9' }) })
    const { python } = await findPython({ env: { ...env, TFJS_NATIVE_PYTHON: `${env['PATH']}/mine` } })
    expect(python?.version).toBe('3.10.9')
  })
})
