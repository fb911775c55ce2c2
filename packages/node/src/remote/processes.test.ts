import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, rename, stat, writeFile } from 'node:fs/promises'
import { createServer, request as httpRequest, type Server } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { temporaryFolder, tinyModel, type TemporaryFolder } from '../testing/fixtures.ts'
import { serveFolder, slowly, stallAfter, type ModelServer } from '../testing/model-server.ts'

const onnx = 'generator.onnx'
let cache: TemporaryFolder
let server: ModelServer

beforeEach(async () => {
  cache = await temporaryFolder()
  server = await serveFolder(tinyModel)
})
afterEach(async () => {
  await server.stop()
  await cache[Symbol.asyncDispose]()
})

const fetchesOf = (file: string) => server.requests.filter((request) => request.file === file)

/** A program of its own that loads the served model so many times and prints how many faces it drew. */
function startProgram(env: NodeJS.ProcessEnv = {}, { loads = 1, before = '', shell = '' } = {}) {
  const code = `import { loadGenerator } from '@facegan/node'
    ${before}
    let faces = 0
    for (let i = 0; i < ${loads}; i++) {
      const generator = await loadGenerator({ model: '${server.url}', device: 'cpu', threads: 1 })
      faces += (await generator.generate(3)).length
      await generator.dispose()
    }
    console.log(faces)`
  const command = [process.execPath, '--input-type=module', '-e', code]
  const [program, ...args] = shell ? ['sh', '-c', `${shell} && exec "$@"`, 'sh', ...command] : command
  const cwd = fileURLToPath(new URL('../..', import.meta.url))
  const child = spawn(program, args, { cwd, env: { ...process.env, FACEGAN_CACHE: cache.path, ...env } })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (text) => (stdout += text))
  child.stderr.on('data', (text) => (stderr += text))
  const ended = once(child, 'close').then(() => ({ stdout, stderr }))
  return { child, ended }
}

it('two programs at once fetch a model once', async () => {
  server.next(onnx, slowly(30))
  const outcomes = await Promise.all([startProgram().ended, startProgram().ended])
  for (const outcome of outcomes) expect(outcome).toEqual({ stdout: '3\n', stderr: '' })
  expect(fetchesOf(onnx)).toHaveLength(1)
})

it('a program that is killed while it fetches leaves a start that the next one goes on from', async () => {
  server.next(onnx, stallAfter(9000))
  const { child, ended } = startProgram()
  const files = join(cache.path, 'models', 'files')
  const sizeOfPart = async () => {
    const part = (await readdir(files).catch(() => [])).find((name) => name.endsWith('.part'))
    return part === undefined ? 0 : (await stat(join(files, part))).size
  }
  await expect.poll(sizeOfPart, { timeout: 30_000 }).toBe(9000)
  child.kill('SIGKILL')
  await ended
  expect((await startProgram().ended).stdout).toBe('3\n')
  expect(fetchesOf(onnx).map(({ range }) => range)).toEqual([undefined, 'bytes=9000-'])
  expect(await readdir(files)).toEqual([expect.stringMatching(/^[0-9a-f]{64}\.onnx$/)])
})

describe('a cache folder that cannot be written', () => {
  it('is done without, and this is said once', async () => {
    const blocked = join(cache.path, 'a-file')
    await writeFile(blocked, '')
    const { stdout, stderr } = await startProgram({ FACEGAN_CACHE: blocked }, { loads: 2 }).ended
    expect(stdout).toBe('6\n')
    expect(stderr.match(/Models cannot be kept in/g)).toHaveLength(1)
    expect(stderr).toMatch(/\[FACEGAN_CACHE\] FaceganWarning: .*FACEGAN_CACHE chooses another folder/)
    expect(fetchesOf(onnx)).toHaveLength(2)
  })

  it('is done without when the disk fills while a model is fetched', async () => {
    // 8 blocks of 512 or 1024 bytes; a process that handles the signal gets an error instead
    const full = { before: `process.on('SIGXFSZ', () => {})`, shell: 'ulimit -f 8' }
    const { stdout, stderr } = await startProgram({}, full).ended
    expect(stdout).toBe('3\n')
    expect(stderr).toMatch(/Models cannot be kept in .*EFBIG/)
    expect(await readdir(join(cache.path, 'models', 'files'))).toEqual([])
  })

  it('is not touched when FACEGAN_CACHE is off', async () => {
    const { stdout, stderr } = await startProgram({ FACEGAN_CACHE: 'off' }, { loads: 2 }).ended
    expect({ stdout, stderr }).toEqual({ stdout: '6\n', stderr: '' })
    expect(fetchesOf(onnx)).toHaveLength(2)
  })
})

it('without FACEGAN_CACHE a model is kept in the user’s cache folder', async () => {
  const home = { FACEGAN_CACHE: '', XDG_CACHE_HOME: cache.path, HOME: cache.path, LOCALAPPDATA: cache.path }
  expect((await startProgram(home).ended).stdout).toBe('3\n')
  const folder = { darwin: 'Library/Caches/facegan', win32: 'facegan/Cache' }[process.platform as 'darwin']
  expect(await readdir(join(cache.path, folder ?? 'facegan', 'models', 'files'))).toHaveLength(1)
  // a moved cache is as good
  await rename(join(cache.path, folder ?? 'facegan', 'models'), join(cache.path, 'models'))
  expect((await startProgram({ FACEGAN_OFFLINE: '1' }).ended).stdout).toBe('3\n')
})

describe('a proxy', () => {
  let proxy: Server
  let asked: string[]
  beforeEach(async () => {
    asked = []
    proxy = createServer((incoming, outgoing) => {
      asked.push(`${incoming.method} ${incoming.url}`)
      const { method, headers } = incoming
      httpRequest(incoming.url ?? '', { method, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers)
        answer.pipe(outgoing)
      }).end()
    })
    proxy.on('connect', (incoming, socket) => {
      asked.push(`CONNECT ${incoming.url}`)
      const [host, port] = (incoming.url ?? '').split(':')
      const onward = connect(Number(port), host, () => socket.write('HTTP/1.1 200 Connected\r\n\r\n'))
      onward.on('error', () => socket.destroy()).pipe(socket)
      socket.on('error', () => onward.destroy()).pipe(onward)
    })
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  })
  afterEach(() => {
    proxy.closeAllConnections()
    proxy.close()
  })
  const address = () => `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`

  it('of HTTP_PROXY is used', async () => {
    const env = { HTTP_PROXY: address(), http_proxy: address(), NO_PROXY: '', no_proxy: '' }
    expect(await startProgram(env).ended).toEqual({ stdout: '3\n', stderr: '' })
    expect(asked.length).toBeGreaterThan(0)
    for (const line of asked) expect(line).toContain(new URL(server.url).host)
  })

  it('is left out for hosts of NO_PROXY', async () => {
    const env = { HTTP_PROXY: address(), http_proxy: address(), NO_PROXY: '127.0.0.1', no_proxy: '127.0.0.1' }
    expect((await startProgram(env).ended).stdout).toBe('3\n')
    expect(asked).toEqual([])
  })
})
