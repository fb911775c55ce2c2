import { describe, expect, it } from 'vitest'
import { fakePath } from '../testing/fake-programs.ts'
import { findCompiler } from './find-compiler.ts'

describe('findCompiler', () => {
  it('takes g++, then clang++, and goes past one that does not run', async () => {
    expect(await findCompiler({ env: fakePath({ 'g++': '', 'clang++': '' }) })).toEqual(['g++'])
    expect(await findCompiler({ env: fakePath({ 'g++': 'exit 1', 'clang++': '' }) })).toEqual(['clang++'])
  })

  it('takes CXX first, with its arguments', async () => {
    const env = fakePath({ 'g++': '', ccache: '' })
    expect(await findCompiler({ env: { ...env, CXX: 'ccache g++' } })).toEqual(['ccache', 'g++'])
    expect(await findCompiler({ env: { ...env, CXX: 'absent' } })).toEqual(['g++'])
  })

  it('finds none on an empty PATH', async () => {
    expect(await findCompiler({ env: fakePath({}) })).toBeUndefined()
  })
})
