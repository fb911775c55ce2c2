import { createReadStream, statSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
}

/** What a page needs to be cross-origin isolated, so that WASM may have threads. */
const isolationHeaders = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
}

export interface ServeOptions {
  /** Path prefix, with slashes at both ends -> folder. The longest prefix that fits is used. */
  readonly folders: Readonly<Record<string, string>>
  readonly isolated?: boolean
  readonly headers?: Readonly<Record<string, string>>
  /** Looks at a request first: false where it answered by itself, in whatever wrong way. */
  readonly intercept?: (request: IncomingMessage, response: ServerResponse) => boolean
}

/** Serves folders on loopback, as any static host would: no listing, no fallback page. */
export async function serve({ folders, isolated = false, headers = {}, intercept }: ServeOptions) {
  const prefixes = Object.keys(folders).toSorted((a, b) => b.length - a.length)
  const requested: string[] = []
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname))
    requested.push(path)
    if (intercept && !intercept(request, response)) return
    const prefix = prefixes.find((candidate) => path.startsWith(candidate))
    const file = prefix && join(folders[prefix], path.slice(prefix.length) || 'index.html')
    const found = file === undefined ? undefined : statSync(file, { throwIfNoEntry: false })
    if (!file || !found?.isFile()) {
      response.writeHead(404, { 'Content-Type': 'text/plain' }).end('not found')
      return
    }
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
    response.writeHead(from > 0 ? 206 : 200, {
      'Content-Type': types[extname(file)] ?? 'application/octet-stream',
      'Content-Length': found.size - from,
      ...(from > 0 ? { 'Content-Range': `bytes ${from}-${found.size - 1}/${found.size}` } : {}),
      ...(isolated ? isolationHeaders : {}),
      ...headers,
    })
    createReadStream(file, { start: from }).pipe(response)
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    /** Every path that was asked for, in order. */
    requested,
    close(): Promise<void> {
      server.closeAllConnections()
      return new Promise((resolve) => {
        server.close(() => resolve())
      })
    },
  }
}
