// Bundles what `tsc` made into dist/standalone, for pages without a bundler: each script whole, chunks beside it.
// Addresses stay relative to the script: workers, ONNX Runtime's .wasm files and the model's folder lie beside it.
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const packageRoot = join(dirname(fileURLToPath(import.meta.url)), '..')
const target = join(packageRoot, 'dist/standalone')

/** Built in one go, so that what they share is fetched once. */
const pageScripts = {
  facegan: 'dist/index.js',
  element: 'dist/element/index.js',
  'seed-of-text': 'dist/seed-of-text.js',
}
/** Each by itself: ONNX Runtime's threads load the script that they find themselves in. */
const workerScripts = ['wasm-worker', 'webgpu-worker']

/** In a package the model's files lie beside its index.js; here in a folder of the model's name. */
const modelBesideScript = {
  name: 'model-beside-script',
  transform: {
    filter: { id: /[\\/]faces-64[\\/]index\.js$/ },
    /** @param {string} code */
    handler: (code) => code.replaceAll("new URL('./", "new URL('./faces-64/"),
  },
}

rmSync(target, { recursive: true, force: true })
const chunks = [await bundle(pageScripts)]
for (const name of workerScripts) chunks.push(await bundle({ [name]: `dist/${name}.js` }))
writeNotices(chunks.flat())

/** @param {Record<string, string>} input */
async function bundle(input) {
  const build = await rolldown({
    input,
    cwd: packageRoot,
    platform: 'browser',
    plugins: [modelBesideScript],
    // what entries share may lie in one of them: fewer requests
    preserveEntrySignatures: 'allow-extension',
  })
  const { output } = await build.write({
    dir: target,
    format: 'esm',
    minify: true,
    entryFileNames: '[name].js',
    chunkFileNames: 'chunk-[hash].js',
    postBanner: '/*! facegan, Apache-2.0; what it contains of others: THIRD-PARTY-NOTICES.txt */',
  })
  await build.close()
  return output
}

/**
 * The licences of others whose code is inside, as they ask.
 *
 * @param {readonly import('rolldown').OutputChunk[]} output
 */
function writeNotices(output) {
  const modules = output.flatMap((chunk) => chunk.moduleIds)
  const folders = new Set(
    modules.map((id) => /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(id)?.[0]),
  )
  const notices = [...folders].filter(Boolean).map(notice).toSorted()
  writeFileSync(join(target, 'THIRD-PARTY-NOTICES.txt'), notices.join('\n'))
}

/** @param {string} folder of a package */
function notice(folder) {
  const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const own = join(packageRoot, 'licenses', `${name}.txt`) // for those that carry no licence file
  const carried = readdirSync(folder).find((file) => /^licen[cs]e/i.test(file))
  if (!carried && !existsSync(own)) throw new Error(`${name} has no licence text: put it at ${own}`)
  const text = readFileSync(carried ? join(folder, carried) : own, 'utf8')
  return `${name} ${version}\n${'='.repeat(name.length + version.length + 1)}\n\n${text.trim()}\n`
}
