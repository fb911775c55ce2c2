import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { generateFaces } from '@facegan/node'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeChromium, launch } from '../browser/chromium.ts'
import { serve, type ServeOptions } from '../browser/static-server.ts'
import { bin } from '../cli/run-facegan.ts'
import { startServer } from '../examples/start-server.ts'
import { pack } from './pack.ts'

/**
 * `@facegan/web` as web developers get it: packed, installed by npm into an empty folder beside the bundler of their
 * choice, without configuration. The page is the README's example; what it shows is compared with Node's faces.
 */

const execute = promisify(execFile)
const packages = ['packages/core', 'models/faces-64', 'packages/web']
const bundlers = ['vite@8.3.8', 'webpack@5.113.0', 'esbuild@0.28.2']
/** The README's whole policy: no `blob:`, no `unsafe-eval`, nothing inline. */
const strictPolicy =
  "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self' data:; img-src 'self' data:"

let folder: string
/** The README's example as JavaScript. */
let example: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'facegan-web-install-'))
  const tarballs = await pack(packages, folder)
  await writeFile(at('package.json'), '{ "type": "module", "private": true }')
  await execute('npm', ['install', '--no-audit', '--no-fund', ...tarballs, ...bundlers], { cwd: folder })
  const readme = await readFile(at('node_modules/@facegan/web/README.md'), 'utf8')
  example = /```ts\n([\s\S]*?)```/.exec(readme)![1]!.replace("'canvas')!", "'canvas')")
  await writeFile(at('main.js'), example)
  await writeFile(at('index.html'), pageWith('<script type="module" src="/main.js"></script>'))
}, 300_000)
afterAll(async () => {
  await closeChromium()
  await rm(folder, { recursive: true, force: true })
})
const at = (path: string) => join(folder, path)

function pageWith(scripts: string): string {
  return `<!doctype html>
    <html lang="en">
      <head><meta charset="utf-8" /><link rel="icon" href="data:," /><title>faces</title></head>
      <body><canvas width="512" height="128"></canvas>${scripts}</body>
    </html>`
}

describe('Vite', () => {
  it('serves it in development, its own pre-bundling included', { timeout: 120_000 }, async () => {
    const vite = await startServer(at('node_modules/vite/bin/vite.js'), {}, [folder, '--host', '127.0.0.1'])
    try {
      // the scripts of the page are known to Vite only now: it pre-bundles them while the page waits
      expect(await shownAt(vite.url)).toEqual(right)
    } finally {
      await vite.stop()
    }
  })

  it('builds it, threads included', { timeout: 120_000 }, async () => {
    await execute(
      process.execPath,
      ['node_modules/vite/bin/vite.js', 'build', '--outDir', 'vite', '--logLevel', 'warn'],
      { cwd: folder },
    )
    expect(await shownIn(at('vite'), { isolated: true })).toEqual(right)
    expect(await shownIn(at('vite'), { headers: { 'Content-Security-Policy': strictPolicy } })).toEqual(right)
  })
})

it('webpack builds it, threads included', { timeout: 120_000 }, async () => {
  const script = `import webpack from 'webpack'
    const output = { path: ${JSON.stringify(at('webpack'))}, filename: 'main.js' }
    webpack({ mode: 'production', entry: './main.js', output }, (error, stats) => {
      if (error ?? stats.hasErrors()) throw error ?? new Error(stats.toString())
    })`
  await writeFile(at('webpack.mjs'), script)
  await execute(process.execPath, ['webpack.mjs'], { cwd: folder })
  await cp(at('index.html'), at('webpack/index.html'))
  expect(await shownIn(at('webpack'), { isolated: true })).toEqual(right)
  expect(await shownIn(at('webpack'), { headers: { 'Content-Security-Policy': strictPolicy } })).toEqual(
    right,
  )
})

describe('with `facegan web-assets`', () => {
  let placed: { importMap: object; options: object }
  beforeAll(async () => {
    const assets = ['web-assets', 'site/facegan', '--url', '/facegan/', '--json']
    const { stdout } = await execute(process.execPath, [bin, ...assets], { cwd: folder })
    placed = JSON.parse(stdout)
  })

  it('esbuild builds it, with the options that were printed', { timeout: 120_000 }, async () => {
    const withOptions = example.replace('truncation: 0.7', `$&, ...${JSON.stringify(placed.options)}`)
    expect(withOptions).not.toBe(example)
    await writeFile(at('with-options.js'), withOptions)
    const options = ['--bundle', '--format=esm', '--splitting', '--minify', '--outdir=site']
    await execute(at('node_modules/.bin/esbuild'), ['with-options.js', ...options], { cwd: folder })
    await writeFile(at('site/index.html'), pageWith('<script type="module" src="/with-options.js"></script>'))
    expect(await shownIn(at('site'), { isolated: true })).toEqual(right)
  })

  it('nothing but a static server is needed, with the import map that was printed', async () => {
    const inline = `<script type="importmap">${JSON.stringify(placed.importMap)}</script>
      <script type="module">${example}</script>`
    await writeFile(at('site/index.html'), pageWith(inline))
    expect(await shownIn(at('site'), { isolated: true })).toEqual(right)
  })

  it('nor an import map, nor anything that a strict policy forbids', async () => {
    await writeFile(at('site/page.js'), example.replace("'@facegan/web'", "'./facegan/facegan.js'"))
    await writeFile(at('site/index.html'), pageWith('<script type="module" src="page.js"></script>'))
    const headers = { 'Content-Security-Policy': strictPolicy }
    expect(await shownIn(at('site'), { isolated: true, headers })).toEqual(right)
  })

  it('the folder may lie on another origin, when the worker is started as the README says', async () => {
    const elsewhere = await serve({
      folders: { '/': at('site') },
      headers: { 'Access-Control-Allow-Origin': '*' },
    })
    const blocks = Array.from((await readme()).matchAll(/```html\n([\s\S]*?)```/g), ([, block]) => block!)
    const recipe = blocks.find((block) => block.includes('https://cdn.example/'))!
    await mkdir(at('remote'), { recursive: true })
    const script = recipe
      .replaceAll('https://cdn.example/facegan/', `${elsewhere.origin}/facegan/`)
      .replace('seeds: 7', "seeds: '0-3', truncation: 0.7")
      .replace('const [face] =', 'const faces =')
      .replace(/face\.drawTo.*\n/, `${example.slice(example.indexOf('faces.forEach'))}\n`)
    await writeFile(
      at('remote/index.html'),
      pageWith(`<script>const canvas = document.querySelector('canvas')</script>${script}`),
    )
    expect(await shownIn(at('remote'), {})).toEqual(right)
    await elsewhere.close()
  })
})

it('tells whose code the self-contained scripts contain', async () => {
  const notices = await readFile(
    at('node_modules/@facegan/web/dist/standalone/THIRD-PARTY-NOTICES.txt'),
    'utf8',
  )
  expect(notices).toMatch(
    /^onnxruntime-web 1\.\d+\.\d+\n=+\n\nMIT License\n\nCopyright \(c\) Microsoft Corporation/m,
  )
  const worker = await readFile(at('node_modules/@facegan/web/dist/standalone/wasm-worker.js'), 'utf8')
  expect(worker.startsWith('/*! facegan')).toBe(true)
  expect(worker).not.toMatch(/\bimport\s*["'`{*]/)
})

const readme = () => readFile(fileURLToPath(new URL('../../packages/web/README.md', import.meta.url)), 'utf8')

/** The README's example logs its four seeds and draws Node's faces; nothing else is said. */
const right: Shown = {
  console: ['log: [0, 1, 2, 3]'],
  levelsFromNode: expect.toSatisfy((levels) => levels <= 1),
}

interface Shown {
  readonly console: readonly string[]
  /** The furthest that a level of the canvas is from Node's. */
  readonly levelsFromNode: number
}

async function shownIn(site: string, options: Omit<ServeOptions, 'folders'>): Promise<Shown> {
  const server = await serve({ folders: { '/': site }, ...options })
  try {
    return await shownAt(server.origin)
  } finally {
    await server.close()
  }
}

async function shownAt(url: string): Promise<Shown> {
  const context = await (await launch()).newContext()
  const page = await context.newPage()
  const said: string[] = []
  page.on('console', (message) => {
    if (message.type() !== 'debug') said.push(`${message.type()}: ${message.text()}`)
  })
  page.on('pageerror', (error) => said.push(String(error)))
  try {
    const logged = page.waitForEvent('console', {
      predicate: (message) => message.type() === 'log',
      timeout: 60_000,
    })
    await page.goto(url)
    await logged.catch(() => said.push('the page shows no faces'))
    return { console: said, levelsFromNode: await levelsFromNode(page) }
  } finally {
    await context.close()
  }
}

/** The example draws four faces in a row, each pixel as four. */
async function levelsFromNode(page: Page): Promise<number> {
  const pixels = await page.evaluate(() => {
    const context = document.querySelector('canvas')!.getContext('2d')!
    const { data } = context.getImageData(0, 0, 512, 128)
    return btoa(data.reduce((text, level) => text + String.fromCharCode(level), ''))
  })
  const shown = Buffer.from(pixels, 'base64')
  const faces = await generateFaces({ seeds: '0-3', truncation: 0.7, device: 'cpu' })
  let furthest = 0
  for (const [n, face] of faces.entries())
    for (let y = 0; y < 128; y++)
      for (let i = 0; i < 128 * 4; i++) {
        const level = shown[(y * 512 + n * 128) * 4 + i]!
        const expected = face.data[((y >> 1) * 64 + (i >> 3)) * 4 + (i & 3)]!
        furthest = Math.max(furthest, Math.abs(level - expected))
      }
  return furthest
}
