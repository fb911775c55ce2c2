import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { loadGenerator, OfflineError, type LoadOptions } from '@facegan/node'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { integrityOf } from '../integrity.ts'
import { temporaryFolder, tinyModel, type TemporaryFolder } from '../testing/fixtures.ts'
import {
  cutAfter,
  etagOf,
  insteadOf,
  plain,
  serveFolder,
  stallAfter,
  status,
  wellBehaved,
  type Behaviour,
  type ModelServer,
} from '../testing/model-server.ts'

const onnx = 'generator.onnx'
const size = 13_628
let cache: TemporaryFolder
let server: ModelServer

beforeEach(async () => {
  cache = await temporaryFolder()
  vi.stubEnv('FACEGAN_CACHE', cache.path)
  server = await serveFolder(tinyModel)
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await server.stop()
  await cache[Symbol.asyncDispose]()
})

/** Loads the served model and draws with it. */
async function load(options: LoadOptions = {}): Promise<string> {
  await using generator = await loadGenerator({
    model: server.url,
    device: 'cpu',
    ...options,
    onDownload(progress) {
      server.received(progress.bytes)
      options.onDownload?.(progress)
    },
  })
  const [face] = await generator.generate({ seeds: 7 })
  return Buffer.from(face.data).toString('base64')
}

const fetchesOf = (file: string) => server.requests.filter((request) => request.file === file)
const ranges = () => fetchesOf(onnx).map(({ range }) => range)
const cachedFiles = () => readdir(join(cache.path, 'models', 'files'))
const bytesOf = (file: string) => readFile(join(tinyModel, file))

async function face7(): Promise<string> {
  return load({ model: tinyModel })
}

describe('a cached model', () => {
  it('is fetched once; its manifest is asked for again by ETag', async () => {
    const first = await load()
    expect(await load()).toBe(first)
    expect(first).toBe(await face7())
    expect(server.requests.map(({ file, ifNoneMatch }) => [file, ifNoneMatch])).toEqual([
      ['facegan.json', undefined],
      [onnx, undefined],
      ['facegan.json', etagOf(await bytesOf('facegan.json'))],
    ])
  })

  it('that was damaged on disk is fetched again', async () => {
    await load()
    const [name] = await cachedFiles()
    const path = join(cache.path, 'models', 'files', name)
    await writeFile(path, (await readFile(path)).fill(0, 100, 200))
    expect(await load()).toBe(await face7())
    expect(fetchesOf(onnx)).toHaveLength(2)
    expect(await load({ offline: true })).toBe(await face7())
  })

  it('whose manifest’s record was damaged is asked for afresh', async () => {
    await load()
    const folder = join(cache.path, 'models', 'manifests')
    for (const name of await readdir(folder)) await writeFile(join(folder, name), '{"text":')
    expect(await load()).toBe(await face7())
    expect(fetchesOf('facegan.json').map(({ ifNoneMatch }) => ifNoneMatch)).toEqual([undefined, undefined])
  })

  it('keeps no secret of its address', async () => {
    await load({ model: `${server.url}/?token=secret` })
    expect(fetchesOf(onnx)[0].path).toContain('token=secret')
    const folder = join(cache.path, 'models', 'manifests')
    const [name] = await readdir(folder)
    expect(await readFile(join(folder, name), 'utf8')).not.toContain('secret')
  })

  it('is used, with a warning, when its server cannot be reached', async () => {
    const face = await load()
    await server.stop()
    const warned = new Promise<Error>((resolve) => process.once('warning', resolve))
    expect(await load()).toBe(face)
    expect(await warned).toMatchObject({
      code: 'FACEGAN_UNREACHABLE',
      message: expect.stringMatching(/cannot be reached \(.*ECONNREFUSED.*\): using the model .* on \d{4}-/),
    })
  })

  it('is not used when its server says that it is gone', async () => {
    await load()
    server.next('facegan.json', status(410))
    await expect(load()).rejects.toThrow(/facegan\.json answered 410 Gone/)
  })
})

describe('offline', () => {
  it('uses the cache and asks nobody', async () => {
    const face = await load()
    const before = server.requests.length
    expect(await load({ offline: true })).toBe(face)
    vi.stubEnv('FACEGAN_OFFLINE', '1')
    expect(await load()).toBe(face)
    expect(server.requests).toHaveLength(before)
  })

  it('says what is missing where the cache lacks it', async () => {
    await expect(load({ offline: true })).rejects.toThrow(OfflineError)
    await load()
    for (const name of await cachedFiles()) await writeFile(join(cache.path, 'models', 'files', name), '')
    vi.stubEnv('FACEGAN_OFFLINE', 'true')
    await expect(load()).rejects.toMatchObject({
      code: 'FACEGAN_OFFLINE',
      message: expect.stringContaining(`${server.url}/${onnx} is not in the cache (${cache.path}`),
      hint: expect.stringContaining('FACEGAN_OFFLINE'),
    })
    vi.stubEnv('FACEGAN_OFFLINE', '0')
    expect(await load()).toBe(await face7())
  })
})

describe('integrity', () => {
  it('accepts the manifest that is meant, and asks nobody once that is cached', async () => {
    const integrity = integrityOf(String(await bytesOf('facegan.json')))
    const face = await load({ integrity })
    const before = server.requests.length
    expect(await load({ integrity })).toBe(face)
    expect(server.requests).toHaveLength(before)
    expect(await load({ model: tinyModel, integrity })).toBe(face)
  })

  it('refuses another one, wherever it is from', async () => {
    const integrity = integrityOf('another manifest')
    for (const model of [server.url, tinyModel])
      await expect(load({ model, integrity })).rejects.toMatchObject({
        code: 'FACEGAN_MODEL_CORRUPT',
        message: expect.stringContaining(`wrong SHA-256: expected ${integrity}`),
      })
    await expect(load({ integrity: 'sha1-x' })).rejects.toMatchObject({ code: 'FACEGAN_INVALID_OPTION' })
  })
})

describe('a connection that breaks', () => {
  it('is resumed from where it broke, as long as the file is the same', async () => {
    server.next(onnx, cutAfter(4000), cutAfter(1), cutAfter(5000))
    const seen: number[] = []
    const face = await load({ onDownload: ({ bytes, total }) => seen.push(bytes / total) })
    expect(face).toBe(await face7())
    expect(ranges()).toEqual([undefined, 'bytes=4000-', 'bytes=4001-', 'bytes=9001-'])
    const etag = etagOf(await bytesOf(onnx))
    expect(fetchesOf(onnx).map(({ ifRange }) => ifRange)).toEqual([undefined, etag, etag, etag])
    expect(seen).toEqual(seen.toSorted((a, b) => a - b))
    expect([seen[0], seen.at(-1)]).toEqual([0, 1])
    expect(await cachedFiles()).toEqual([expect.stringMatching(/^[0-9a-f]{64}\.onnx$/)])
  })

  it('is resumed by the next load after an abort', async () => {
    server.next(onnx, stallAfter(6000))
    const controller = new AbortController()
    const onDownload = ({ bytes }: { bytes: number }) => bytes === 6000 && controller.abort('enough')
    await expect(load({ signal: controller.signal, onDownload })).rejects.toBe('enough')
    const seen: number[] = []
    expect(await load({ onDownload: ({ bytes }) => seen.push(bytes) })).toBe(await face7())
    expect(ranges()).toEqual([undefined, 'bytes=6000-'])
    expect([seen[0], seen.at(-1)]).toEqual([6000, size])
  })

  it('starts over where the server knows no ranges, or has another file by now', async () => {
    server.next(onnx, cutAfter(4000), plain)
    expect(await load()).toBe(await face7())
    server.next(
      onnx,
      insteadOf((bytes) => bytes.fill(0)),
      cutAfter(4000),
    )
  })

  it.each<[string, Behaviour]>([
    ['416', status(416)],
    ['304', status(304)],
    [
      'another range',
      (_, response) => void response.writeHead(206, { 'content-range': `bytes 9-9/${size}` }).end('x'),
    ],
  ])('starts over where the server answers a range with %s', async (_name, behaviour) => {
    server.next(onnx, cutAfter(4000), behaviour)
    expect(await load()).toBe(await face7())
    expect(ranges()).toEqual([undefined, 'bytes=4000-', undefined])
  })

  it('starts over when what was put together is wrong', async () => {
    // the first half is of another version, and the server does not look at If-Range
    const half: Behaviour = (request, response, bytes, received) =>
      cutAfter(4000)(request, response, Buffer.from(bytes).fill(7), received)
    const careless: Behaviour = (request, ...rest) => {
      delete request.headers['if-range']
      return wellBehaved(request, ...rest)
    }
    server.next(onnx, half, careless)
    expect(await load()).toBe(await face7())
    expect(ranges()).toEqual([undefined, 'bytes=4000-', undefined])
  })

  it('gives up after five fruitless attempts, and keeps what came for next time', async () => {
    server.next(onnx, cutAfter(4000), ...Array.from({ length: 5 }, () => cutAfter(0)))
    await expect(load()).rejects.toMatchObject({
      code: 'FACEGAN_MODEL_NOT_FOUND',
      message: expect.stringMatching(/generator\.onnx could not be fetched: /),
      hint: expect.stringContaining('HTTPS_PROXY'),
    })
    expect(await load()).toBe(await face7())
    expect(ranges().at(-1)).toBe('bytes=4000-')
  })

  it('is no endless loop where every attempt starts anew', async () => {
    const cut: Behaviour = (request, ...rest) => {
      delete request.headers.range
      return cutAfter(4000)(request, ...rest)
    }
    server.next(onnx, ...Array.from({ length: 9 }, () => cut))
    await expect(load()).rejects.toThrow(/could not be fetched/)
    expect(fetchesOf(onnx)).toHaveLength(6)
  })
})

describe('a server that', () => {
  it('is busy is asked again, when it says', async () => {
    server.next('facegan.json', status(503), status(429, { 'retry-after': '0' }))
    server.next(onnx, status(500), status(502))
    expect(await load()).toBe(await face7())
  })

  it('stays busy is given up', async () => {
    server.next('facegan.json', ...Array.from({ length: 5 }, () => status(503)))
    await expect(load()).rejects.toThrow(
      /facegan\.json could not be fetched: it answered 503 Service Unavail/,
    )
    expect(server.requests).toHaveLength(5)
  })

  it.each([404, 403, 304])('answers %d is asked once', async (code) => {
    server.next(onnx, status(code))
    await expect(load()).rejects.toThrow(`${onnx} answered ${code}`)
    expect(fetchesOf(onnx)).toHaveLength(1)
  })

  it('falls silent is left, and its file resumed', async () => {
    server.next('facegan.json', () => {})
    server.next(onnx, stallAfter(5000))
    expect(await load({ timeoutMs: 1000 })).toBe(await face7())
    expect(ranges()).toEqual([undefined, 'bytes=5000-'])
  })

  it('has wrong bytes is told from a right one, and nothing of them is kept', async () => {
    server.next(
      onnx,
      insteadOf((bytes) => Buffer.from(bytes).fill(0, 9, 99)),
    )
    await expect(load()).rejects.toMatchObject({
      code: 'FACEGAN_MODEL_CORRUPT',
      message: expect.stringContaining('wrong SHA-256'),
    })
    expect(await cachedFiles()).toEqual([])
  })

  const announcing =
    (length: number): Behaviour =>
    async (_, response, bytes, received) => {
      response.writeHead(200, { 'content-length': length })
      response.write(bytes)
      await expect.poll(() => received() >= Math.min(size, length) || response.destroyed).toBe(true)
      response.destroy()
    }

  it('announces more than it has is taken for a broken connection', async () => {
    server.next(onnx, announcing(size + 500))
    expect(await load()).toBe(await face7())
  })

  it('announces less has another file', async () => {
    server.next(onnx, announcing(size - 500))
    await expect(load()).rejects.toThrow(`expected ${size} bytes, found ${size - 500} bytes`)
  })

  it('redirects is followed, in a circle not for ever', async () => {
    server.next('facegan.json', status(302, { location: '/elsewhere/facegan.json' }))
    server.next(onnx, status(307, { location: `${server.url}/else/${onnx}` }))
    expect(await load()).toBe(await face7())
    const circle = Array.from({ length: 30 }, () => status(302, { location: '/models/tiny/facegan.json' }))
    server.next('facegan.json', ...circle)
    await expect(load({ model: `${server.url}/?other` })).rejects.toThrow(
      /could not be fetched: redirect count/,
    )
  })
})
