import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { loadGenerator, type NodeFaceGenerator } from '@facegan/node'
import { chromium, type Browser } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { missingLinks, root } from './run-example.ts'
import { startServer } from './start-server.ts'

const example = 'examples/ssr-route'

type Person = { seed: number; name: string; role: string }
type Route = (request: Request) => Promise<Response>

let generator: NodeFaceGenerator
let teamRoute: (generator: NodeFaceGenerator, team?: readonly Person[]) => Route
let team: readonly Person[]
beforeAll(async () => {
  generator = await loadGenerator()
  ;({ teamRoute } = await import(join(root, example, 'team-route.mjs')))
  ;({ team } = await import(join(root, example, 'team.mjs')))
})
afterAll(() => generator.dispose())

const ask = (route: Route, path: string, init?: RequestInit) =>
  route(new Request(new URL(path, 'http://team.test'), init))

describe('the route', () => {
  it('is a page that caches may keep for a minute and ask about again', async () => {
    const route = teamRoute(generator)
    const page = await ask(route, '/team')
    expect(page.status).toBe(200)
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(page.headers.get('cache-control')).toBe('public, max-age=60, stale-while-revalidate=3600')
    const etag = page.headers.get('etag')!
    for (const known of [etag, `"other", W/${etag}`]) {
      const again = await ask(route, '/team', { headers: { 'if-none-match': known } })
      expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', etag])
    }
    expect((await ask(route, '/team', { headers: { 'if-none-match': '"other"' } })).status).toBe(200)
  })

  it('has pictures of both sizes, to be kept for ever, under addresses that name the model', async () => {
    const route = teamRoute(generator)
    const html = await (await ask(route, '/team')).text()
    const sets = Array.from(html.matchAll(/srcset="(\S+) 1x, (\S+) 2x"/g), ([, one, two]) => [one!, two!])
    expect(sets).toHaveLength(12)
    for (const paths of sets)
      for (const [n, path] of paths.entries()) {
        expect(path).toContain(`/${generator.manifest.files.generator.sha256.slice(0, 8)}/`)
        const picture = await ask(route, path)
        expect(picture.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
        const { format, width, height } = await sharp(await picture.bytes()).metadata()
        expect([format, width, height]).toEqual(['webp', 128 * (n + 1), 128 * (n + 1)])
      }
  })

  it('draws all faces in one run, and none for a seed that is not of the team', async () => {
    let runs = 0
    const counting: NodeFaceGenerator = Object.create(generator, {
      generate: { value: (order: object) => (runs++, generator.generate(order)) },
    })
    const route = teamRoute(counting)
    const html = await (await ask(route, '/team')).text()
    expect(runs).toBe(0)
    const paths = Array.from(html.matchAll(/src="(\S+)"/g), ([, path]) => path!)
    await Promise.all(paths.map((path) => ask(route, path)))
    const other = paths[0]!.replace(/\d+-128/, '4711-128')
    expect((await ask(route, other)).status).toBe(404)
    expect(runs).toBe(1)
  })

  it('tries again after a run that failed', async () => {
    let fails = true
    const failing: NodeFaceGenerator = Object.create(generator, {
      generate: {
        value: (order: object) => (fails ? Promise.reject(new Error('no')) : generator.generate(order)),
      },
    })
    const route = teamRoute(failing)
    const [, path] = /src="(\S+)"/.exec(await (await ask(route, '/team')).text())!
    await expect(ask(route, path!)).rejects.toThrow('no')
    fails = false
    expect((await ask(route, path!)).status).toBe(200)
  })

  it('shows a name as text, whatever it holds', async () => {
    const name = `"><script>alert(1)</script>&amp; 'Ada'`
    const html = await (await ask(teamRoute(generator, [{ seed: 7, name, role: '<b>' }]), '/team')).text()
    expect(html).not.toContain('<script')
    expect(html).not.toContain('<b>')
    expect(html).toContain('&#34;&#62;&#60;script&#62;alert(1)&#60;/script&#62;&#38;amp; &#39;Ada&#39;')
  })

  it.each([
    ['/team', 'POST', 405],
    ['/', 'GET', 404],
    ['/team/', 'GET', 404],
    ['/faces/7-128.webp', 'GET', 404],
  ])('%s by %s is %i', async (path, method, status) => {
    expect((await ask(teamRoute(generator), path, { method })).status).toBe(status)
  })
})

describe('the page in Chromium', () => {
  let browser: Browser
  let server: Awaited<ReturnType<typeof startServer>>
  beforeAll(async () => {
    const executablePath = process.env['FACEGAN_CHROMIUM'] ?? '/usr/bin/chromium'
    const args = ['--no-sandbox', '--disable-background-networking', '--no-first-run']
    browser = await chromium.launch({ executablePath, args })
    server = await startServer(join(root, example, 'server.mjs'))
  })
  afterAll(async () => {
    await browser.close()
    await server.stop()
  })

  it('shows twelve faces with their names, and its policy stops nothing of its own', async () => {
    const page = await browser.newPage({ deviceScaleFactor: 2 })
    const complaints: string[] = []
    page.on('console', (message) => complaints.push(message.text()))
    await page.goto(server.url)
    const pictures = await page.evaluate(() =>
      Promise.all(
        [...document.images].map(async (image) => {
          image.loading = 'eager'
          await image.decode()
          const { alt, width, height, currentSrc } = image
          return { alt, width, height, dense: currentSrc.includes('-256.webp') }
        }),
      ),
    )
    expect(pictures).toEqual(
      team.map(({ name, role }) => ({
        alt: `Portrait of ${name}, ${role} (a generated face)`,
        width: 128,
        height: 128,
        dense: true,
      })),
    )
    expect(await page.locator('h2').allInnerTexts()).toEqual(team.map(({ name }) => name))
    expect(await page.evaluate(() => getComputedStyle(document.querySelector('ul')!).display)).toBe('grid')
    expect(complaints).toEqual([])
    await page.close()
  })

  it('stops at SIGTERM with exit code 0', async () => {
    const stopping = await startServer(join(root, example, 'server.mjs'))
    expect((await fetch(stopping.url)).status).toBe(200)
    stopping.child.kill('SIGTERM')
    expect(await stopping.exit).toEqual([0, null])
  })
})

it('links of its page lead somewhere, and a clone can run it as it says', async () => {
  const page = await readFile(join(root, example, 'README.md'), 'utf8')
  expect(page).toContain(`node ${example}/server.mjs`)
  expect(await missingLinks(example)).toEqual([])
})
