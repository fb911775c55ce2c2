import { cpSync, readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { closeChromium, openPage } from './chromium.ts'
import { changedModel, tinyModel } from './fixtures.ts'
import { serve } from './static-server.ts'
import { temporaryFolder } from './temporary-folder.ts'

afterAll(closeChromium)

/** Large enough to come in several parts. */
const largeModel = fileURLToPath(new URL('../../models/faces-64', import.meta.url))
const onnx = readFileSync(join(largeModel, 'generator.onnx'))
const mebibyte = 2 ** 20
const model = '/model/'

/** Sends the begin of a generator and falls silent; `breakOff` then cuts the connection, and `mend` ends all that. */
function fallingSilent(bytes: number) {
  const ranges: (string | undefined)[] = []
  let faulty = true
  let silent: ServerResponse | undefined
  function intercept(request: IncomingMessage, response: ServerResponse): boolean {
    if (!request.url?.endsWith('/model/generator.onnx')) return true
    ranges.push(request.headers.range)
    if (!faulty) return true
    response.writeHead(200, { 'Content-Length': onnx.length, 'Content-Type': 'application/octet-stream' })
    response.write(onnx.subarray(0, bytes))
    silent = response
    return false
  }
  return { intercept, ranges, breakOff: () => silent?.destroy(), mend: () => void (faulty = false) }
}

/** A connection that is cut may take with it what the page has not read yet, so that a test has to wait for this. */
const firstPartKept = (opened: Awaited<ReturnType<typeof openPage>>) =>
  expect
    .poll(() => opened.call('keptKeys'), { timeout: 20_000 })
    .toContainEqual(expect.stringContaining('&at=0'))

const startOf = (range = '') => Number(/^bytes=(\d+)-$/.exec(range)?.[1])
const timesFetched = (requested: readonly string[]) =>
  requested.filter((path) => path.endsWith('generator.onnx')).length

describe('a model in the browser', { timeout: 60_000 }, () => {
  it('is fetched once: the next visit finds it, checked, and tells of it as of a download', async () => {
    const opened = await openPage({ model: largeModel })
    const first = await opened.call('loadOnce', { model })
    expect(first.downloads.at(-1)).toBe(1)
    expect(first.downloads).toEqual(first.downloads.toSorted((a, b) => a - b))
    await opened.revisit()
    const second = await opened.call('loadOnce', { model })
    expect(second.pixels).toBe(first.pixels)
    expect(second.downloads.at(-1)).toBe(1)
    expect(timesFetched(opened.server.requested)).toBe(1)
    await opened.close()
  })

  it('with `cache: false` leaves nothing behind', async () => {
    const opened = await openPage({ model: tinyModel })
    await opened.call('loadOnce', { model, cache: false })
    expect(await opened.call('keptKeys')).toEqual([])
    await opened.call('loadOnce', { model, cache: false })
    expect(timesFetched(opened.server.requested)).toBe(2)
    await opened.close()
  })

  it('whose connection breaks goes on where it broke off', async () => {
    const { intercept, ranges, breakOff, mend } = fallingSilent(mebibyte + 200_000)
    const opened = await openPage({ model: largeModel, intercept })
    const failure = opened.call('failureOfLoading', { model })
    await firstPartKept(opened)
    breakOff()
    expect(await failure).toMatchObject({
      code: 'FACEGAN_MODEL_NOT_FOUND',
      message: expect.stringContaining('could not be fetched'),
    })
    mend()
    const { downloads } = await opened.call('loadOnce', { model })
    expect(startOf(ranges[1])).toBeGreaterThanOrEqual(mebibyte) // what was on its way is lost
    expect(downloads[0]).toBeGreaterThan(0.3) // what is here already counts
    expect(opened.consoleErrors.splice(0)).toEqual([expect.stringContaining('ERR_')])
    await opened.close()
  })

  it('whose page is closed in the middle keeps all but the last mebibyte', async () => {
    const { intercept, ranges, mend } = fallingSilent(mebibyte + 300_000)
    const opened = await openPage({ model: largeModel, intercept })
    void opened.call('loadOnce', { model }).catch(() => {}) // its page goes away
    await firstPartKept(opened)
    mend()
    await opened.revisit()
    await opened.call('loadOnce', { model })
    expect(startOf(ranges[1])).toBeGreaterThanOrEqual(mebibyte)
    await opened.close()
  })

  it('that was damaged where it is kept is fetched again', async () => {
    const opened = await openPage({ model: largeModel })
    const first = await opened.call('loadOnce', { model })
    await opened.call('damageKept')
    const second = await opened.call('loadOnce', { model })
    expect(second.pixels).toBe(first.pixels)
    await opened.call('loadOnce', { model })
    expect(timesFetched(opened.server.requested)).toBe(2)
    await opened.close()
  })

  it('that two tabs want at once is fetched once', async () => {
    const opened = await openPage({ model: largeModel })
    const other = await opened.openTab()
    const [a, b] = await Promise.all([opened.call('loadOnce', { model }), other('loadOnce', { model })])
    expect(a.pixels).toBe(b.pixels)
    expect(timesFetched(opened.server.requested)).toBe(1)
    await opened.close()
  })

  it('of a new version replaces the old one', async () => {
    const folder = temporaryFolder()
    cpSync(tinyModel, folder, { recursive: true })
    const opened = await openPage({ model: folder })
    await opened.call('loadOnce', { model })
    const before = await opened.call('keptKeys')
    // a longer file with the same network: a field of its own number is skipped by every reader of protobuf
    const longer = changedModel((bytes) => Buffer.concat([bytes, Buffer.from([0xf8, 0x07, 1])]), true)
    cpSync(longer, folder, { recursive: true })
    await opened.call('loadOnce', { model })
    const after = await opened.call('keptKeys')
    expect(after).toHaveLength(before.length)
    expect(after.filter((key) => key.includes('at='))).not.toEqual(
      before.filter((key) => key.includes('at=')),
    )
    await opened.close()
  })

  it('of another server works on when that cannot be reached', async () => {
    const headers = { 'Access-Control-Allow-Origin': '*', 'Cross-Origin-Resource-Policy': 'cross-origin' }
    const other = await serve({ folders: { '/model/': tinyModel }, headers })
    const opened = await openPage()
    const there = { model: `${other.origin}/model/` }
    const first = await opened.call('loadOnce', there)
    await other.close()
    expect((await opened.call('loadOnce', there)).pixels).toBe(first.pixels)
    expect(opened.consoleErrors.splice(0)).toEqual([expect.stringContaining('ERR_CONNECTION_REFUSED')])
    await opened.close()
  })

  it('is where `assets.model` says, under its own name', async () => {
    const opened = await openPage({ model: largeModel })
    const named = await opened.call('loadOnce', { assets: { model } })
    expect(opened.server.requested).toContain('/model/generator.onnx')
    expect((await opened.call('loadOnce', {})).pixels).toBe(named.pixels)
    await opened.close()
  })
})

describe('over plain http', { timeout: 60_000 }, () => {
  it('faces are the same; one warning says what is missing', async () => {
    const secure = await openPage({ model: largeModel })
    const expected = await secure.call('loadOnce', { model })
    await secure.close()
    const opened = await openPage({ model: largeModel, host: 'facegan.test', isolated: false })
    expect(await opened.page.evaluate(() => [isSecureContext, 'caches' in globalThis])).toEqual([
      false,
      false,
    ])
    expect((await opened.call('loadOnce', { model })).pixels).toBe(expected.pixels)
    await opened.call('loadOnce', {})
    expect(opened.consoleErrors.splice(0)).toEqual([
      expect.stringMatching(/^facegan: .*plain http.*https\.$/),
    ])
    await opened.close()
  })

  it('a changed byte is found out there too', async () => {
    const flipped = (bytes: Buffer) => {
      bytes[bytes.length - 1] ^= 1
      return bytes
    }
    const opened = await openPage({
      model: changedModel(flipped, false),
      host: 'facegan.test',
      isolated: false,
    })
    expect(await opened.call('failureOfLoading', { model })).toMatchObject({ code: 'FACEGAN_MODEL_CORRUPT' })
    opened.consoleErrors.splice(0)
    await opened.close()
  })
})
