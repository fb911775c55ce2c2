import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'

/** Of the files that a page needs here. */
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
}

const headers = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
}

/** A body that was sent. */
export interface Sent {
  readonly path: string
  /** Of the body, as it was sent. */
  readonly bytes: number
}

interface Prepared {
  readonly body: Buffer
  readonly headers: Readonly<Record<string, string>>
}

export interface StaticHost {
  readonly origin: string
  /** Every body that was sent since the last call, in order. */
  takeSent(): Sent[]
  close(): Promise<void>
}

/**
 * Serves folders on loopback as a well set up static host does: text and WebAssembly gzipped beforehand, other
 * files as they are; pages asked for again at every visit, everything else kept for a year; cross-origin isolated.
 *
 * @param folders path prefix, with slashes at both ends -> folder; the longest prefix that fits is used
 * @param gzipLevel from 1, quick, to 9, small
 */
export async function staticHost(
  folders: Readonly<Record<string, string>>,
  gzipLevel: number,
): Promise<StaticHost> {
  const prefixes = Object.keys(folders).toSorted((a, b) => b.length - a.length)
  const prepared = new Map<string, Promise<Prepared>>()
  let sent: Sent[] = []

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = normalize(decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname))
    const prefix = prefixes.find((candidate) => path.startsWith(candidate)) ?? '/'
    const file = join(folders[prefix] ?? '', path.slice(prefix.length))
    const preparing = prepared.get(file) ?? prepare(file, gzipLevel)
    prepared.set(file, preparing)
    const found = await preparing.catch(() => undefined)
    if (!found) return void response.writeHead(404, headers).end()
    if (request.headers['if-none-match'] === found.headers['ETag'])
      return void response.writeHead(304, found.headers).end()
    sent.push({ path, bytes: found.body.length })
    response.writeHead(200, { ...found.headers, 'Content-Length': found.body.length }).end(found.body)
  }

  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    takeSent() {
      const taken = sent
      sent = []
      return taken
    },
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => {
        server.close(() => resolve())
      })
    },
  }
}

async function prepare(file: string, level: number): Promise<Prepared> {
  const plain = await readFile(file)
  const type = types[extname(file)]
  const body = type ? await promisify(gzip)(plain, { level }) : plain
  const etag = createHash('sha256').update(plain).digest('base64url').slice(0, 16)
  return {
    body,
    headers: {
      ...headers,
      'Content-Type': type ?? 'application/octet-stream',
      'Cache-Control': extname(file) === '.html' ? 'no-cache' : 'public, max-age=31536000, immutable',
      ETag: `"${etag}"`,
      ...(type && { 'Content-Encoding': 'gzip' }),
    },
  }
}
