import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fetchOtherNodes, nodeProgram, nodeVersions } from './other-nodes.ts'
import { pack } from './pack.ts'

/** The packages as strangers get them: packed, installed by npm into an empty folder, run from there. */

const execute = promisify(execFile)
const packages = ['packages/core', 'models/faces-64', 'packages/node', 'packages/cli']

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'facegan-install-'))
  const tarballs = await pack(packages, folder)
  await writeFile(join(folder, 'package.json'), '{ "type": "commonjs", "private": true }')
  // onnxruntime-node's install script fetches CUDA libraries from outside the registry: the README's one line
  const env = { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' }
  await Promise.all([
    execute('npm', ['install', '--no-audit', '--no-fund', ...tarballs], { cwd: folder, env }),
    fetchOtherNodes(),
  ])
}, 300_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

async function run(file: string, code: string, node = process.execPath): Promise<string> {
  await writeFile(join(folder, file), code)
  const { stdout } = await execute(node, [file], { cwd: folder })
  return stdout.trim()
}

describe('facegan, installed from its tarball', () => {
  it('gives faces to an ES module', async () => {
    const code = `import { generateFaces } from 'facegan'
      const [face] = await generateFaces({ seeds: 7 })
      console.log(face.seed, face.width, face.data.length)`
    expect(await run('main.mjs', code)).toBe('7 64 16384')
  })

  it('gives the same to a CommonJS script through import()', async () => {
    const code = `import('facegan').then(async ({ generateFaces }) => {
      const [face] = await generateFaces({ seeds: 7 })
      console.log(face.seed, face.width, face.data.length)
    })`
    expect(await run('main.cjs', code)).toBe('7 64 16384')
  })

  it.each(nodeVersions)('on Node %s streams, encodes, and is what `require` gives', async (version) => {
    const node = nodeProgram(version)
    const stream = `import { streamFaces } from 'facegan'
      let faces = 0
      for await (const face of streamFaces({ seeds: '0-99', batchSize: 16 })) if (faces++ === 99)
        console.log(faces, face.seed, (await face.toPng()).subarray(1, 4).toString(), process.versions.node)`
    expect(await run('stream.mjs', stream, node)).toBe(`100 99 PNG ${version}`)
    const required = `const { generateFaces } = require('facegan')
      generateFaces({ seeds: 7 }).then(([face]) => console.log(face.seed, face.data.length))`
    expect(await run('required.cjs', required, node)).toBe('7 16384')
  })

  it('names wasm as missing until onnxruntime-web is installed, which npm does not do by itself', async () => {
    const code = `import { generateFaces } from 'facegan'
      await generateFaces({ device: 'wasm' }).catch(({ code, hint }) => console.log(code, hint))`
    expect(await run('wasm.mjs', code)).toBe('FACEGAN_NO_DEVICE run `npm install onnxruntime-web`')
  })

  it('brings the command line', async () => {
    const bin = join(folder, 'node_modules', '.bin', 'facegan')
    const { stdout } = await execute(bin, ['generate', '--seeds', '0-3', '--out', 'sheet.webp'], {
      cwd: folder,
    })
    expect(stdout.trim()).toBe(join(folder, 'sheet.webp'))
    expect(existsSync(stdout.trim())).toBe(true)
  })

  it.each([['train', '--data', '.'], ['export', 'run'], ['setup']])(
    'says how to get what %s needs',
    async (...args) => {
      const bin = join(folder, 'node_modules', '.bin', 'facegan')
      const out = args[0] === 'setup' ? [] : ['--out', 'none']
      const failure = await execute(bin, [...args, ...out], { cwd: folder }).catch((error: unknown) => error)
      expect(failure).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(
          /needs the package @facegan\/[\w-]+, which.*\n(.*\n)*hint: run `npm install @facegan\/trainer/,
        ),
      })
    },
  )

  it.each([
    ['recognize', 'train', '.'],
    ['recognize', 'identify', 'face.png'],
    ['align', 'photo.jpg'],
  ])('says how to get what %s %s needs', async (...args) => {
    const bin = join(folder, 'node_modules', '.bin', 'facegan')
    const failure = await execute(bin, args, { cwd: folder }).catch((error: unknown) => error)
    expect(failure).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /needs the package @facegan\/[\w-]+, which.*\n(.*\n)*hint: run `npm install @facegan\/recognition @facegan\/trainer @facegan\/tfjs-native`/,
      ),
    })
  })

  it('says how to get what web-assets needs', async () => {
    const bin = join(folder, 'node_modules', '.bin', 'facegan')
    const env = { ...process.env, NODE_PATH: '' } // pnpm's has the packages of this repository
    const failed = execute(bin, ['web-assets', 'site'], { cwd: folder, env })
    await expect(failed).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /needs the package @facegan\/web.*\nhint: run `npm install @facegan\/web`/,
      ),
    })
  })

  it('carries no test, no source and no build record', async () => {
    const { stdout } = await execute('tar', [
      '-tzf',
      join(
        folder,
        'packed',
        (await readdir(join(folder, 'packed'))).find((name) => name.startsWith('facegan-0'))!,
      ),
    ])
    const files = stdout.trim().split('\n')
    expect(files).toContain('package/dist/bin.js')
    expect(files.filter((name) => /\.test\.|tsbuildinfo|\/src\//.test(name))).toEqual([])
  })
})
