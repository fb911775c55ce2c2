import { describe, expect, it } from 'vitest'
import { fakePath, temporaryFolder } from '../testing/fake-programs.ts'
import { installZig } from './zig-compiler.ts'

const environmentOf = (env: NodeJS.ProcessEnv) => ({
  python: `${env['PATH']}/python`,
  origin: '',
  usesUv: false,
})

describe('installZig', () => {
  it('gives the compiler that pip put into the folder', async () => {
    const env = fakePath({ python: 'exit 0' })
    const folder = temporaryFolder()
    const compiler = await installZig(environmentOf(env), folder, { env })
    expect(compiler.slice(0, 2)).toEqual([`${folder}/ziglang/zig`, 'c++'])
  })

  it('names the line that installs a compiler where zig does not come either', async () => {
    const env = fakePath({ python: 'echo no route to host >&2; exit 1', 'apt-get': '' })
    await expect(installZig(environmentOf(env), temporaryFolder(), { env })).rejects.toMatchObject({
      code: 'TFJS_NATIVE_NO_COMPILER',
      message: expect.stringContaining('no route to host'),
      hint: expect.stringContaining('apt-get install -y g++'),
    })
  })
})
