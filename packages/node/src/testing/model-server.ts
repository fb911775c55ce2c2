import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** How one request for a file is answered. */
export type Behaviour = (
  request: IncomingMessage,
  response: ServerResponse,
  bytes: Buffer,
  /** How many bytes of the file the client has said that it has. */
  received: () => number,
) => void | Promise<void>

export interface ModelServer extends AsyncDisposable {
  /** Of the model's folder, without a slash. */
  readonly url: string
  /** Every request so far: its file, then the headers that matter here. */
  readonly requests: readonly ServedRequest[]
  /** Answers the next requests for a file in these ways, one each; then it is itself again. */
  next(file: string, ...behaviours: Behaviour[]): void
  /** To be told how many bytes of the ONNX file have arrived: a broken connection takes along what nobody has read yet. */
  received(bytes: number): void
  stop(): Promise<void>
}

export interface ServedRequest {
  readonly file: string
  readonly path: string
  readonly range: string | undefined
  readonly ifRange: string | undefined
  readonly ifNoneMatch: string | undefined
}

/** Serves a folder on a loopback port, as a good server does: ETags, ranges, 304. */
export async function serveFolder(folder: string): Promise<ModelServer> {
  const requests: ServedRequest[] = []
  const planned = new Map<string, Behaviour[]>()
  let received = 0
  const server = createServer((request, response) => {
    const path = request.url ?? ''
    const file = basename(path.split('?')[0])
    const { range, 'if-range': ifRange, 'if-none-match': ifNoneMatch } = request.headers
    requests.push({ file, path, range, ifRange: ifRange as string | undefined, ifNoneMatch })
    const behaviour = planned.get(file)?.shift() ?? wellBehaved
    response.on('error', () => {}) // clients that go away are no trouble
    readFile(join(folder, file)).then(
      (bytes) => behaviour(request, response, bytes, () => received),
      () => response.writeHead(404).end(),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  async function stop(): Promise<void> {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return {
    url: `http://127.0.0.1:${port}/models/tiny`,
    requests,
    next: (file, ...behaviours) => void planned.set(file, [...(planned.get(file) ?? []), ...behaviours]),
    received: (bytes) => void (received = bytes),
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

export const wellBehaved: Behaviour = ({ headers }, response, bytes) => {
  const etag = etagOf(bytes)
  if (headers['if-none-match'] === etag) return void response.writeHead(304, { etag }).end()
  const start = rangeStart(headers, etag)
  if (start === undefined) {
    response.writeHead(200, { etag, 'content-length': bytes.length })
    return void response.end(bytes)
  }
  if (start >= bytes.length) return void response.writeHead(416).end()
  response.writeHead(206, {
    etag,
    'content-length': bytes.length - start,
    'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}`,
  })
  response.end(bytes.subarray(start))
}

/** Answers well, sends so many bytes, and cuts the connection once the client has them. */
export function cutAfter(count: number): Behaviour {
  return async (request, response, bytes, received) => {
    const start = beginSending(request, response, bytes, count)
    while (received() < start + count && !response.destroyed) await sleep(5)
    response.destroy()
  }
}

/** Answers well, sends so many bytes, then nothing. */
export function stallAfter(count: number): Behaviour {
  return (request, response, bytes) => void beginSending(request, response, bytes, count)
}

/** A status and nothing else. */
export function status(code: number, headers: Record<string, string> = {}): Behaviour {
  return (_request, response) => void response.writeHead(code, headers).end()
}

/** Never heard of ranges and ETags. */
export const plain: Behaviour = (_request, response, bytes) => void response.end(bytes)

/** Sends other bytes than there are in the folder. */
export function insteadOf(change: (bytes: Buffer) => Buffer): Behaviour {
  return (request, response, bytes, received) => wellBehaved(request, response, change(bytes), received)
}

/** Sends slowly, a kilobyte at a time. */
export function slowly(pauseMs: number): Behaviour {
  return async (request, response, bytes) => {
    const start = rangeStart(request.headers, etagOf(bytes)) ?? 0
    headFor(response, bytes, start)
    for (let at = start; at < bytes.length && !response.destroyed; at += 1024) {
      response.write(bytes.subarray(at, at + 1024))
      await sleep(pauseMs)
    }
    response.end()
  }
}

/** @returns where in the file it began */
function beginSending(
  request: IncomingMessage,
  response: ServerResponse,
  bytes: Buffer,
  count: number,
): number {
  const start = rangeStart(request.headers, etagOf(bytes)) ?? 0
  headFor(response, bytes, start)
  response.flushHeaders()
  response.write(bytes.subarray(start, start + count))
  return start
}

function headFor(response: ServerResponse, bytes: Buffer, start: number): void {
  const length = { etag: etagOf(bytes), 'content-length': bytes.length - start }
  const range = { 'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` }
  response.writeHead(start > 0 ? 206 : 200, start > 0 ? { ...length, ...range } : length)
}

function rangeStart(headers: IncomingMessage['headers'], etag: string): number | undefined {
  const ifRange = headers['if-range']
  const start = /^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1]
  return start === undefined || (ifRange !== undefined && ifRange !== etag) ? undefined : Number(start)
}

export function etagOf(bytes: Buffer): string {
  return `"${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}"`
}
