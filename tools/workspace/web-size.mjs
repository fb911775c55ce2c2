// Holds what a page fetches of our own JavaScript before its first face, gzipped, to `tools/config/web-size-budget.json`:
// `import { generateFaces } from '@facegan/web'` bundled as users do it, and our part of the WASM worker. ONNX Runtime,
// its WebAssembly and the model are apart. Chunks that are loaded later are listed, not counted.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'
import { root } from './steps.mjs'

/** @type {{ firstFaceGzipBytes: number }} */
const { firstFaceGzipBytes: budget } = JSON.parse(
  readFileSync(join(root, 'tools/config/web-size-budget.json'), 'utf8'),
)
const web = join(root, 'packages/web/dist')
const folder = mkdtempSync(join(tmpdir(), 'facegan-web-size-'))
try {
  const page = join(folder, 'page.js')
  writeFileSync(
    page,
    `import { generateFaces } from ${JSON.stringify(join(web, 'index.js'))}\nglobalThis.show = generateFaces\n`,
  )
  const parts = [
    ...(await chunksOf('page', page)),
    ...(await chunksOf('worker, our part', join(web, 'wasm-worker.js'))),
  ]
  const now = parts.filter(({ later }) => !later)
  for (const { name, bytes, later } of parts)
    console.log(`${name}: ${bytes} bytes gzipped${later ? ', loaded later' : ''}`)
  const total = now.reduce((sum, { bytes }) => sum + bytes, 0)
  const sum = `${total} of ${budget} bytes before the first face`
  if (total <= budget) console.log(sum)
  else {
    console.error(
      `${sum}: ${total - budget} too many.\nMove what the first face does not need behind \`import()\`.`,
    )
    process.exitCode = 1
  }
} finally {
  rmSync(folder, { recursive: true })
}

/**
 * @param {string} title of the entry chunk
 * @param {string} input
 * @returns {Promise<{ name: string, bytes: number, later: boolean }[]>} later: behind an `import()`
 */
async function chunksOf(title, input) {
  const built = await build({
    root: folder,
    configFile: false,
    logLevel: 'error',
    // workers are counted by themselves: here they would come with ONNX Runtime inside
    plugins: [{ name: 'workers-apart', enforce: 'pre', transform: leaveWorkers }],
    build: {
      write: false,
      modulePreload: false,
      rolldownOptions: { input, external: /^onnxruntime-web/ },
    },
  })
  const chunks = [built].flat()[0].output.filter((file) => file.type === 'chunk')
  const now = new Set(chunks.filter(({ isEntry }) => isEntry).map(({ fileName }) => fileName))
  for (const fileName of now)
    // grows while it is walked
    for (const imported of chunks.find((chunk) => chunk.fileName === fileName)?.imports ?? [])
      now.add(imported)
  return chunks.map(({ code, isEntry, fileName }) => ({
    name: isEntry ? title : `${title}, ${basename(fileName)}`,
    bytes: gzipSync(code, { level: 9 }).length,
    later: !now.has(fileName),
  }))
}

/** @param {string} code */
function leaveWorkers(code) {
  return code.replace(/new URL\('(\.\/\w+-worker\.js)', import\.meta\.url\)/g, "'$1'")
}
