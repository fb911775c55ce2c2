import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fetchOtherNodes, nodeProgram, nodeVersions } from './other-nodes.ts'

/**
 * `@facegan/tfjs-native` as strangers get it: alone, packed, installed by plain npm into an empty folder,
 * then used on each Node. TensorFlow itself is the one that is set up on this machine already.
 */

const execute = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))
const source = join(root, 'packages/tfjs-native')

let folder: string
let tarball: string
let installLog: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tfjs-native-install-'))
  await execute('pnpm', ['pack', '--pack-destination', join(folder, 'packed')], { cwd: source })
  tarball = join(folder, 'packed', (await readdir(join(folder, 'packed')))[0]!)
  await writeFile(join(folder, 'package.json'), '{ "private": true }')
  const install = ['install', '--no-audit', '--no-fund', tarball]
  const [{ stderr }] = await Promise.all([execute('npm', install, { cwd: folder }), fetchOtherNodes()])
  installLog = stderr
}, 300_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

interface Outcome {
  readonly stdout: string
  readonly stderr: string
}

async function run(file: string, code: string, node = process.execPath, env = {}): Promise<Outcome> {
  await writeFile(join(folder, file), code)
  return execute(node, [file], { cwd: folder, env: { ...process.env, ...env } })
}

/** The JavaScript blocks of the README, in order. */
async function readmeCode(): Promise<string[]> {
  const readme = await readFile(join(folder, 'node_modules/@facegan/tfjs-native/README.md'), 'utf8')
  return [...readme.matchAll(/```js\n([\s\S]*?)```/g)].map(([, code]) => code!)
}

describe('@facegan/tfjs-native, installed by npm from its tarball', () => {
  it('warns of nothing of ours, and brings no tfjs-node', async () => {
    expect(installLog).not.toMatch(/deprecated|@facegan|ERR!/)
    expect(await readdir(join(folder, 'node_modules/@tensorflow'))).not.toContain('tfjs-node-gpu')
    const manifest = join(folder, 'node_modules/@facegan/tfjs-native/package.json')
    const { scripts = {} } = JSON.parse(await readFile(manifest, 'utf8'))
    expect(Object.keys(scripts).filter((name) => /install/.test(name))).toEqual([])
  })

  it('is small, whole and licensed: no test, no source, no build record', async () => {
    const { stdout } = await execute('tar', ['-tzvf', tarball])
    const entries = stdout.trim().split('\n')
    const files = entries.map((line) => line.split(' package/')[1]!)
    expect(files).toEqual(
      expect.arrayContaining([
        'LICENSE',
        'NOTICE',
        'README.md',
        'dist/bin.js',
        'dist/tfjs-node.d.ts',
        'python/requirements-cpu.txt',
        'vendor/tfjs-node-gpu/LICENSE',
        'vendor/tfjs-node-gpu/NOTICE',
        'vendor/tfjs-node-gpu/binding/tfjs_backend.cc',
        'vendor/tfjs-node-gpu/dist/node.d.ts',
      ]),
    )
    expect(files.filter((name) => /\.test\.|tsbuildinfo|^src\/|testing/.test(name))).toEqual([])
    const bytes = entries.map((line) => Number(line.trim().split(/\s+/)[2])).reduce((a, b) => a + b)
    expect(bytes).toBeLessThan(1_700_000) // 1.6 MB when this was written
  })

  it('finds the installation of this machine, for the packed files are its key', async () => {
    const { stdout, stderr } = await execute('npx', ['tfjs-native', 'setup'], { cwd: folder })
    expect(stderr).toContain('Already there, and computes')
    expect(existsSync(join(stdout.trim(), 'addon/tfjs_binding.node'))).toBe(true)
  })

  it.each([
    ['ES modules', 'esm.mts', '--module nodenext'],
    ['CommonJS', 'cjs.cts', '--module nodenext'],
    [
      'the settings of old projects',
      'old.ts',
      '--module commonjs --moduleResolution node10 --ignoreDeprecations 6.0',
    ],
  ])('has types for %s', async (_, file, settings) => {
    const code = `import * as tf from '@facegan/tfjs-native/tfjs-node'
      import { tfjsNode, useNativeBackend, type TfjsNode } from '@facegan/tfjs-native'
      export async function typed(): Promise<void> {
        const model = await tf.node.loadSavedModel('folder')
        const y = model.predict(tf.tensor2d([[1]])) as tf.Tensor
        const picture: tf.Tensor3D = tf.node.decodePng(new Uint8Array())
        const version: string = tf.version['tfjs-node']
        const callback = tf.node.tensorBoard('logs', { updateFreq: 'batch' })
        const node: TfjsNode = tfjsNode()
        // @ts-expect-error there is no such function
        tf.node.nothing()
        console.log(y, picture, version, callback, node, tf.io.fileSystem('x'), await useNativeBackend())
      }`
    await writeFile(join(folder, file), code)
    const options = `--ignoreConfig --noEmit --strict --skipLibCheck --target es2022 --types node ${settings}`
    const tsc = [join(root, 'node_modules/typescript/bin/tsc'), ...options.split(' '), file]
    await expect(execute(process.execPath, tsc, { cwd: folder })).resolves.toMatchObject({ stdout: '' })
  })

  it('hands itself to packages that import tfjs-node, by the lines in the README', async () => {
    const readme = await readFile(join(source, 'README.md'), 'utf8')
    const [, lines] = /```sh\n(mkdir tfjs-node-shim\n[\s\S]*?)```/.exec(readme)!
    const user = join(folder, 'user-of-tfjs-node')
    await mkdir(user)
    const manifest = { name: 'user-of-tfjs-node', version: '1.0.0' }
    const dependencies = { '@tensorflow/tfjs-node': '^4.0.0' }
    await writeFile(join(user, 'package.json'), JSON.stringify({ ...manifest, dependencies }))
    await writeFile(
      join(user, 'index.js'),
      `module.exports = require('@tensorflow/tfjs-node').version['tfjs-node']`,
    )
    await execute('sh', ['-ec', `${lines}npm install ./user-of-tfjs-node`], { cwd: folder })
    const { stdout } = await run('user.cjs', `console.log(require('user-of-tfjs-node'))`)
    expect(stdout).toBe('4.22.0\n')
  })

  describe.each(nodeVersions)('on Node %s', (version) => {
    const node = nodeProgram(version)

    it('runs what the README shows', async () => {
      await cp(join(source, 'src/testing/saved-model'), join(folder, 'my-saved-model'), { recursive: true })
      const blocks = await readmeCode()
      expect(blocks.length).toBeGreaterThanOrEqual(3)
      for (const [index, code] of blocks.entries()) {
        const file = code.includes('require(') ? `readme-${index}.cjs` : `readme-${index}.mjs`
        const { stdout, stderr } = await run(file, code, node)
        expect(stderr).toBe('')
        // what a line shall print stands behind it
        for (const [, expected] of code.matchAll(/\/\/ prints (.*)/g)) expect(stdout).toContain(expected)
      }
    })

    it('stands in for tfjs-node in old CommonJS code', async () => {
      const code = `const tf = require('@facegan/tfjs-native/tfjs-node')
        console.log(tf.getBackend(), tf.version['tfjs-node'], tf.topk([3, 9, 4], 1).values.dataSync()[0])
        console.log(Object.keys(tf.node).length, typeof tf.io.fileSystem, tf === require('@facegan/tfjs-native/tfjs-node'))`
      const { stdout, stderr } = await run('old.cjs', code, node)
      expect(stdout).toBe('tensorflow 4.22.0 9\n12 function true\n')
      expect(stderr).toBe('')
    })

    it('says at the import how to set it up', async () => {
      const code = `import '@facegan/tfjs-native/tfjs-node'`
      const failed = run('unset.mjs', code, node, { TFJS_NATIVE_HOME: join(folder, 'nothing') })
      await expect(failed).rejects.toMatchObject({
        stderr: expect.stringMatching(
          /TFJS_NATIVE_NOT_SET_UP[^]*Run: node .*tfjs-native\/dist\/bin\.js setup/,
        ),
      })
    })
  })
})
