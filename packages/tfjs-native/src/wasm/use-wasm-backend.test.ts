import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, realpathSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../testing/fake-programs.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const built = pathToFileURL(join(root, 'dist/index.js')).href

/** Runs a module in a process of its own, which has to end by itself. @returns what it printed, as JSON */
async function run(code: string, index = built): Promise<unknown> {
  const script = `import { tf, useWasmBackend, useAnyBackend, locateWasm } from ${JSON.stringify(index)}\n${code}`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    timeout: 50_000,
    env: { ...process.env, NODE_PATH: '' }, // pnpm's leads to every package there is
  })
  return JSON.parse(stdout)
}

/** A training step's products, as text of all their bits. */
const products = `
  const picture = tf.randomNormal([8, 16, 16, 12], 0, 1, 'float32', 1)
  const filter = tf.randomNormal([4, 4, 12, 24], 0, 1, 'float32', 2)
  const bent = (x, w) => tf.sum(tf.square(tf.conv2d(x, w, 2, 'same')))
  const bits = tf.grads(bent)([picture, filter]).map((t) => Buffer.from(t.dataSync().buffer).toString('base64'))
`

it('computes the same bits on one thread and on several, from files, in a process that then ends', async () => {
  const of = (threads: number) =>
    run(`
      globalThis.fetch = () => { throw new Error('the network was asked') }
      const info = await useWasmBackend({ threads: ${threads} })
      await useAnyBackend() // leaves it in place
      ${products}
      console.log(JSON.stringify({ info, worker: typeof Worker, same: await useWasmBackend() === info, backend: tf.getBackend(), bits }))
    `) as Promise<{ info: object; bits: string[] }>
  const [one, three] = [await of(1), await of(3)]
  expect(one).toMatchObject({ info: { version: '4.22.0', threads: 1 }, same: true, backend: 'wasm' })
  expect(three).toMatchObject({
    info: { version: '4.22.0', threads: 3 },
    worker: 'undefined',
    same: true,
    backend: 'wasm',
  })
  expect(three.info).not.toHaveProperty('singleBecause')
  expect(three.bits).toEqual(one.bits)
})

it('its memory holds what lives, however much has come and gone', async () => {
  const sizes = (await run(`
    await useWasmBackend({ threads: 2 })
    const bytes = () => tf.backend().wasm.HEAPU8.length
    const sizes = []
    for (let round = 0; round < 30; round++) {
      tf.tidy(() => { ${products} })
      sizes.push(bytes())
    }
    console.log(JSON.stringify([sizes[4], sizes.at(-1), tf.memory().numTensors]))
  `)) as number[]
  expect(sizes[1]).toBe(sizes[0])
  expect(sizes[2]).toBe(0)
})

it.each(['0', '9', '1.5', 'many'])('%s threads are refused', async (threads) => {
  const tried = `
    process.env.TFJS_NATIVE_WASM_THREADS = ${JSON.stringify(threads)}
    const error = await useWasmBackend().catch((error) => error)
    console.log(JSON.stringify(error))`
  expect(await run(tried)).toMatchObject({
    code: 'TFJS_NATIVE_BAD_ARGUMENT',
    hint: expect.stringContaining('from 1 to 8'),
  })
})

it('without its package, or with another release of it, the error is the line that installs it', async () => {
  const elsewhere = join(temporaryFolder(), 'tfjs-native')
  cpSync(join(root, 'dist'), join(elsewhere, 'dist'), { recursive: true })
  cpSync(join(root, 'package.json'), join(elsewhere, 'package.json'))
  const modules = join(elsewhere, 'node_modules')
  mkdirSync(join(modules, '@tensorflow'), { recursive: true })
  for (const name of ['@tensorflow/tfjs', 'google-protobuf', 'proper-lockfile'])
    symlinkSync(realpathSync(join(root, 'node_modules', name)), join(modules, name))
  const tried = `
    const error = await useWasmBackend().catch((error) => error)
    console.log(JSON.stringify({ code: error.code, message: error.message, located: locateWasm() ?? 'none' }))
  `
  const index = pathToFileURL(join(elsewhere, 'dist/index.js')).href
  const installs = expect.stringContaining('Run: npm install @tensorflow/tfjs-backend-wasm@4.22.0')
  expect(await run(tried, index)).toEqual({
    code: 'TFJS_NATIVE_WASM_MISSING',
    message: installs,
    located: 'none',
  })

  const other = join(modules, '@tensorflow/tfjs-backend-wasm')
  mkdirSync(other)
  const manifest = `import { writeFileSync } from 'node:fs'
    writeFileSync(${JSON.stringify(join(other, 'package.json'))}, '{ "version": "4.21.0" }')`
  expect(await run(`${manifest}\n${tried}`, index)).toMatchObject({
    code: 'TFJS_NATIVE_WASM_MISSING',
    message: expect.stringContaining('is 4.21.0, and TensorFlow.js 4.22.0'),
  })
  // the right release by its number, and nothing in it
  expect(await run(`${manifest.replace('4.21.0', '4.22.0')}\n${tried}`, index)).toMatchObject({
    code: 'TFJS_NATIVE_WASM_LOAD',
    message: expect.stringContaining(`does not run in Node ${process.version}`),
  })
})
