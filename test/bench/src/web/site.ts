import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { benchNetwork } from '../sdk/networks.ts'
import { staticHost, type StaticHost } from './static-host.ts'

const pages = fileURLToPath(new URL('../../page', import.meta.url))
const require = createRequire(import.meta.url)
const scriptsOf = (name: string) => dirname(require.resolve(`@tensorflow/${name}/package.json`)) + '/dist'

/** Each is built by itself, as somebody's only page is. */
const names = ['index', 'first-face', 'bare-first-face']

/**
 * The bench's pages as `vite build` makes them with its defaults, the network in three forms, TensorFlow.js's own scripts.
 *
 * @param gzipLevel of text and WebAssembly; a static host that compresses beforehand takes the most
 */
export async function openSite(say: (message: string) => void, gzipLevel = 9): Promise<StaticHost> {
  const { layers } = await benchNetwork('faces-64', say)
  const folder = await mkdtemp(join(tmpdir(), 'facegan-bench-web-'))
  say('Building the pages')
  for (const name of names)
    await build({
      root: pages,
      base: `/${name}/`,
      configFile: false,
      logLevel: 'error',
      build: { outDir: join(folder, name), rolldownOptions: { input: join(pages, `${name}.html`) } },
    })
  const host = await staticHost(
    {
      '/': folder,
      '/network/': dirname(layers),
      '/tfjs/core/': scriptsOf('tfjs-core'),
      '/tfjs/layers/': scriptsOf('tfjs-layers'),
      '/tfjs/backend-wasm/': scriptsOf('tfjs-backend-wasm'),
    },
    gzipLevel,
  )
  return {
    ...host,
    async close() {
      await host.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
