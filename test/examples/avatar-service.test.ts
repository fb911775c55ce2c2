import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import {
  loadGenerator,
  seedOfText,
  verifyFace,
  type GenerateOptions,
  type NodeFaceGenerator,
} from '@facegan/node'
import fc from 'fast-check'
import sharp from 'sharp'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startServer } from './start-server.ts'

const example = fileURLToPath(new URL('../../examples/avatar-service', import.meta.url))

let service: Awaited<ReturnType<typeof startServer>>
let generator: NodeFaceGenerator
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'facegan-avatars-'))
  generator = await loadGenerator()
  service = await startServer(join(example, 'server.mjs'))
})
afterAll(async () => {
  await service.stop()
  await generator.dispose()
  await rm(folder, { recursive: true })
})

const get = (path: string, headers: Record<string, string> = {}) => fetch(service.url + path, { headers })

/** What `facegan verify` says of an answer: its label read, its face made again. */
async function verdictOf(response: Response, extension: string) {
  const file = join(folder, `answer.${extension}`)
  await writeFile(file, await response.bytes())
  const { verdict, label } = await verifyFace(file)
  return { verdict, label }
}

describe('a face', () => {
  it.each([
    ['webp', 'image/webp'],
    ['png', 'image/png'],
    ['jpg', 'image/jpeg'],
  ])('of a seed comes as %s, labelled, for caches to keep', async (extension, type) => {
    const response = await get(`/faces/4294967295.${extension}`)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe(type)
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    const { verdict, label } = await verdictOf(response, extension)
    expect({ verdict, seed: label?.seed }).toEqual({ verdict: 'same', seed: 4294967295 })
  })

  it('of a text is that of its seed, whatever characters it has', async () => {
    for (const text of ['ada@example.com', 'Zoë Ångström', '../../etc/passwd', 'a.png', '😀', '%']) {
      const { verdict, label } = await verdictOf(
        await get(`/avatars/${encodeURIComponent(text)}.webp`),
        'webp',
      )
      expect({ text, verdict, seed: label?.seed }).toEqual({ text, verdict: 'same', seed: seedOfText(text) })
    }
  })

  it('is edited, truncated and enlarged as the query says', async () => {
    const response = await get('/faces/7.png?size=128&truncation=0.7&smile=3&turn=-1')
    const { width, height } = await sharp(await response.clone().bytes()).metadata()
    expect([width, height]).toEqual([128, 128])
    const { verdict, label } = await verdictOf(response, 'png')
    expect(verdict).toBe('same')
    expect(label).toMatchObject({ seed: 7, truncation: 0.7, edit: { smile: 3, turn: -1 } })
  })

  it('that a client has is not sent again; another face, format or setting is another', async () => {
    const paths = ['/faces/7.webp', '/faces/8.webp', '/faces/7.png', '/faces/7.webp?smile=1']
    const tags = await Promise.all(paths.map(async (path) => (await get(path)).headers.get('etag')!))
    expect(new Set(tags).size).toBe(paths.length)
    const again = await get('/faces/7.webp', { 'if-none-match': `"other", ${tags[0]}` })
    expect(again.status).toBe(304)
    expect(again.headers.get('etag')).toBe(tags[0])
    expect(await again.text()).toBe('')
    expect((await get('/faces/7.webp?smile=0&size=64')).headers.get('etag')).toBe(tags[0])
    expect((await get('/faces/8.webp', { 'if-none-match': tags[0]! })).status).toBe(200)
  })

  it.each([
    ['/faces/4294967296.webp', 404, 'A seed is a whole number from 0 to 4294967295.'],
    ['/faces/007.webp', 404, 'A seed is a whole number from 0 to 4294967295.'],
    ['/faces/ada.webp', 404, 'A seed is a whole number from 0 to 4294967295.'],
    ['/faces/7.gif', 404, 'A face ends in .webp, .png or .jpg.'],
    ['/avatars/.webp', 404, 'A face ends in .webp, .png or .jpg.'],
    ['/faces/7.webp?size=100', 400, 'querystring/size must be multiple of 64'],
    ['/faces/7.webp?size=1024', 400, 'querystring/size must be <= 512'],
    ['/faces/7.webp?truncation=2', 400, 'querystring/truncation must be <= 1'],
    ['/faces/7.webp?smile=1e9', 400, 'querystring/smile must be <= 6'],
    ['/faces/7.webp?smile=', 400, 'querystring/smile must be number'],
    ['/faces/7.webp?frown=1', 400, 'querystring must NOT have additional properties'],
  ])('%s is refused with %i, and no cache keeps that', async (path, status, message) => {
    const response = await get(path)
    expect([response.status, await response.json()]).toMatchObject([status, { message }])
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(response.headers.get('etag')).toBeNull()
  })

  it('no path and no query makes it stumble', async () => {
    const { avatarService } = await import(join(example, 'app.mjs'))
    const app = avatarService(generator)
    const paths = fc.tuple(
      fc.constantFrom('faces', 'avatars'),
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.webQueryParameters(),
    )
    await fc.assert(
      fc.asyncProperty(paths, async ([route, file, query]) => {
        const stem = encodeURIComponent(file)
        const { statusCode } = await app.inject(`/${route}/${stem}.webp?${query}`)
        expect([200, 400, 404, 414]).toContain(statusCode)
      }),
      { numRuns: 100 },
    )
    await app.close()
  })
})

describe('with more to do than it can', () => {
  const closing: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const close of closing.splice(0)) await close()
  })

  /** The service, on a generator that keeps its runs until `open()`. */
  async function gatedService(options: object) {
    const { avatarService } = await import(join(example, 'app.mjs'))
    let open!: () => void
    const opened = new Promise<void>((resolve) => (open = resolve))
    const runs: number[][] = []
    const gated = {
      manifest: generator.manifest,
      device: generator.device,
      async generate(order: GenerateOptions) {
        runs.push([...(order.seeds as number[])])
        await opened
        return generator.generate(order)
      },
    }
    const app = avatarService(gated, options)
    const url: string = await app.listen({ port: 0, host: '127.0.0.1' })
    closing.push(async () => {
      open()
      await app.close()
    })
    const health = async () => (await fetch(`${url}/healthz`)).json() as Promise<Record<string, number>>
    const inFlight = async (count: number) => {
      while ((await health())['inFlight'] !== count) await sleep(5)
    }
    return { url, runs, open, health, inFlight }
  }

  it('whoever comes while the network runs shares its next run; one too many is told to come again', async () => {
    const { url, runs, open, health, inFlight } = await gatedService({ limit: 5, maxBatch: 3 })
    const ask = (seed: number, query = '') => fetch(`${url}/faces/${seed}.png${query}`)
    const asked: Promise<Response>[] = []
    for (const [seed, query] of [[1], [2], [3, '?smile=1'], [4], [5]] as [number, string?][]) {
      asked.push(ask(seed, query))
      await inFlight(asked.length)
    }
    const turnedAway = await ask(6)
    expect(turnedAway.status).toBe(503)
    expect(turnedAway.headers.get('retry-after')).toBe('1')
    expect(turnedAway.headers.get('cache-control')).toBe('no-store')
    expect(await health()).toMatchObject({ inFlight: 5, shed: 1 })
    open()
    const answers = await Promise.all(asked)
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
    expect(runs).toEqual([[1], [2, 4, 5], [3]])
    expect(await health()).toMatchObject({ inFlight: 0, shed: 1 })
  })

  it('whoever goes away is not worked for', async () => {
    const { url, runs, open, inFlight } = await gatedService({ limit: 3 })
    const first = fetch(`${url}/faces/1.png`)
    await inFlight(1)
    const leaving = new AbortController()
    const left = fetch(`${url}/faces/2.png`, { signal: leaving.signal })
    await inFlight(2)
    leaving.abort()
    await expect(left).rejects.toThrow('aborted')
    await inFlight(1)
    open()
    expect((await first).status).toBe(200)
    expect((await fetch(`${url}/faces/3.png`)).status).toBe(200)
    expect(runs).toEqual([[1], [3]])
  })

  it('a request that takes too long gets 503, and its place is free again', async () => {
    const { url, inFlight, open } = await gatedService({ timeoutMs: 50 })
    const slow = await fetch(`${url}/faces/1.png`)
    expect(slow.status).toBe(503)
    expect(slow.headers.get('retry-after')).toBe('1')
    await inFlight(0)
    open()
  })

  it('a run that fails is told to those who shared it, as an error of the service', async () => {
    const { avatarService } = await import(join(example, 'app.mjs'))
    const broken = {
      ...generator,
      manifest: generator.manifest,
      generate: () => Promise.reject(new Error('no')),
    }
    const app = avatarService(broken)
    const { statusCode, headers } = await app.inject('/faces/1.webp')
    expect([statusCode, headers['cache-control'], headers['etag']]).toEqual([500, 'no-store', undefined])
    await app.close()
  })
})

describe('load.mjs', () => {
  it(
    'finds no error but shedding and no memory that grows, while every picture is that of its seed',
    { timeout: 120_000 },
    async () => {
      const args = ['--url', service.url, '--connections', '32,200', '--seconds', '3', '--json']
      const load = promisify(execFile)(process.execPath, [join(example, 'load.mjs'), ...args])
      const over = new AbortController()
      const done = load.finally(() => over.abort())

      const pictures = new Map<number, Buffer>()
      const statuses = new Set<number>()
      for (let seed = 1000; !over.signal.aborted; seed++) {
        const response = await get(`/faces/${seed}.png`)
        statuses.add(response.status)
        const bytes = await response.bytes()
        if (response.status === 200) pictures.set(seed, await sharp(bytes).ensureAlpha().raw().toBuffer())
        else await sleep(20)
      }
      statuses.delete(503) // it may be shed like any other
      expect([...statuses]).toEqual([200])
      expect(pictures.size).toBeGreaterThan(0)
      for (const face of await generator.generate({ seeds: [...pictures.keys()] })) {
        const levels = pictures.get(face.seed)!
        const furthest = levels.reduce((most, level, n) => Math.max(most, Math.abs(level - face.data[n]!)), 0)
        expect(furthest, `seed ${face.seed}`).toBeLessThanOrEqual(1)
      }

      const rows = JSON.parse((await done).stdout)
      expect(rows).toHaveLength(2)
      for (const row of rows) {
        expect(row['faces/s']).toBeGreaterThan(0)
        expect(row['other errors']).toBe(0)
        expect(row['MB after'] - row['MB before']).toBeLessThan(200)
      }
      expect(rows[1]['shed %']).toBeGreaterThan(0) // 200 want what 64 may
      expect(service.stderr()).toBe('')
    },
  )
})

it('at SIGTERM all who have asked are answered, nobody else is, and it exits with 0', async () => {
  const stopping = await startServer(join(example, 'server.mjs'), {
    MAX_BATCH: '1', // so that they are at work for a while
    TIMEOUT_MS: '60000',
    GRACE_MS: '60000',
  })
  const { url, child, exit } = stopping
  const silent = connect(Number(new URL(url).port), '127.0.0.1') // as browsers do ahead of need
  let answered = 0
  const asked = Array.from({ length: 40 }, async (_, seed) => {
    const response = await fetch(`${url}/faces/${seed}.png?size=256`)
    const picture = await sharp(await response.bytes()).metadata()
    answered++
    return [response.status, picture.width]
  })
  for (;;) {
    const { inFlight } = (await (await fetch(`${url}/healthz`)).json()) as { inFlight: number }
    if (inFlight + answered < 40) continue
    expect(inFlight).toBeGreaterThan(0)
    break
  }
  expect(silent.readyState).toBe('open')
  child.kill('SIGTERM')
  expect(new Set(await Promise.all(asked.map(async (answer) => String(await answer))))).toEqual(
    new Set(['200,256']),
  )
  expect(await exit).toEqual([0, null])
  await expect(fetch(`${url}/healthz`)).rejects.toThrow('fetch failed')
  expect(stopping.stderr()).toBe('')
})

it('every file that its page names is there, and the page explains every setting', async () => {
  const page = await readFile(join(example, 'README.md'), 'utf8')
  for (const [, path] of page.matchAll(/\]\(([^)":#]+)/g))
    expect(existsSync(join(example, path!)), path).toBe(true)
  const server = await readFile(join(example, 'server.mjs'), 'utf8')
  for (const [, name] of server.matchAll(/([A-Z_]+) = '/g)) expect(page).toContain(`\`${name}\``)
})
