import { cp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { InvalidModelError, ModelNotFoundError, generateFaces, loadGenerator } from '@facegan/node'
import { afterEach, describe, expect, it } from 'vitest'
import {
  editManifest,
  replaceNetwork,
  temporaryFolder,
  tinyModel,
  tinyModelCopy,
} from './testing/fixtures.ts'

async function load(model: string | URL): Promise<string> {
  await using generator = await loadGenerator({ model, device: 'cpu' })
  return generator.manifest.name
}

describe('a model on disk', () => {
  it.each([
    ['folder', tinyModel],
    ['folder with a slash', `${tinyModel}/`],
    ['manifest', join(tinyModel, 'facegan.json')],
    ['file: URL', pathToFileURL(tinyModel).href],
    ['URL object', pathToFileURL(join(tinyModel, 'facegan.json'))],
  ])('loads by %s', async (_name, model) => {
    expect(await load(model)).toBe('tiny-model')
  })

  it('loads by its built-in name', async () => {
    expect(await load('faces-64')).toBe('faces-64')
  })

  it('loads from a folder with spaces, percent signs and umlauts in its name', async () => {
    await using copy = await temporaryFolder()
    const folder = join(copy.path, 'my 100% schöne #faces?')
    await cp(tinyModel, folder, { recursive: true })
    expect(await load(folder)).toBe('tiny-model')
  })

  it('a name that is neither built in nor a folder: says what exists', async () => {
    await expect(load('faces-64k')).rejects.toThrow(ModelNotFoundError)
    await expect(load('faces-64k')).rejects.toMatchObject({ hint: expect.stringContaining('faces-64') })
  })

  it('a missing folder', async () => {
    await expect(load('./nowhere')).rejects.toThrow(
      /^No model at \.\/nowhere: .*nowhere\/facegan\.json does not exist/,
    )
  })

  it('a folder without facegan.json', async () => {
    await using folder = await temporaryFolder()
    await expect(load(folder.path)).rejects.toThrow(/facegan\.json does not exist/)
  })

  it('a manifest that is not JSON', async () => {
    await using copy = await tinyModelCopy()
    await writeFile(join(copy.path, 'facegan.json'), 'these are not the faces')
    await expect(load(copy.path)).rejects.toMatchObject({ code: 'FACEGAN_INVALID_MANIFEST' })
  })

  it('a missing ONNX file', async () => {
    await using copy = await tinyModelCopy()
    await rm(join(copy.path, 'generator.onnx'))
    await expect(load(copy.path)).rejects.toThrow(/generator\.onnx does not exist/)
  })

  it.each<[string, (bytes: Buffer) => Buffer, RegExp]>([
    ['cut short', (bytes) => bytes.subarray(0, 5000), /wrong length: expected 13628 bytes, found 5000 bytes/],
    [
      'longer',
      (bytes) => Buffer.concat([bytes, bytes]),
      /wrong length: expected at most 13628 bytes, found 27256/,
    ],
    ['changed in one bit', (bytes) => Buffer.concat([bytes.subarray(0, -1), Buffer.of(1)]), /wrong SHA-256/],
  ])('an ONNX file that was %s', async (_name, damage, message) => {
    await using copy = await tinyModelCopy()
    const path = join(copy.path, 'generator.onnx')
    await writeFile(path, damage(await readFile(path)))
    await expect(load(copy.path)).rejects.toMatchObject({
      code: 'FACEGAN_MODEL_CORRUPT',
      message: expect.stringMatching(message),
    })
  })
})

describe('a network whose hash is right', () => {
  it.each<[string, (bytes: Buffer) => Uint8Array]>([
    ['truncated', (bytes) => bytes.subarray(0, 5000)],
    ['garbage', () => Buffer.from('this is not a protocol buffer at all')],
    ['zeros', () => new Uint8Array(1000)],
  ])('but which is %s: says so, and that it can be exported again', async (_name, damage) => {
    await using copy = await tinyModelCopy()
    await replaceNetwork(copy.path, damage(await readFile(join(copy.path, 'generator.onnx'))))
    const loading = load(copy.path)
    await expect(loading).rejects.toThrow(InvalidModelError)
    await expect(loading).rejects.toMatchObject({
      message: expect.stringContaining('generator.onnx does not hold the generator of its manifest'),
      hint: expect.stringContaining('facegan export'),
    })
  })

  it.each<[string, (manifest: any) => unknown, string]>([
    [
      'another latent size',
      (m) => Object.assign(m, { latent: { ...m.latent, size: 100 }, directions: [] }),
      'input z is [N,16], expected [N,100]',
    ],
    ['another input name', (m) => (m.input.name = 'noise'), 'no input named noise; its inputs are z'],
    ['another output name', (m) => (m.output.name = 'image'), 'no output named image; its outputs are rgba'],
    ['another height', (m) => (m.image.height = 16), 'output rgba is [N,8,8], expected [N,16,8]'],
    [
      'another encoding',
      (m) =>
        (m.output = { name: 'rgba', encoding: 'linear', type: 'uint8', layout: 'NHWC', range: [0, 255] }),
      'output rgba is int32, expected uint8',
    ],
  ])('but whose manifest states %s', async (_name, edit, message) => {
    await using copy = await tinyModelCopy()
    await editManifest(copy.path, edit)
    await expect(load(copy.path)).rejects.toMatchObject({
      code: 'FACEGAN_INVALID_MODEL',
      message: expect.stringContaining(message),
    })
  })
})

describe('a model behind http', () => {
  const servers: Server[] = []
  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections()
      server.close()
    }
  })

  /** Serves the files of the tiny model under /models/tiny/, or what `override` has for a name. */
  async function serve(
    override: Record<string, string | Uint8Array | number | 'hang'> = {},
  ): Promise<string> {
    const server = createServer((request, response) => {
      const [path] = (request.url ?? '').split('?')
      const name = path.replace('/models/tiny/', '')
      const answer = override[name]
      if (answer === 'hang') return
      if (typeof answer === 'number') return void response.writeHead(answer).end()
      if (answer !== undefined) return void response.end(answer)
      readFile(join(tinyModel, name)).then(
        (bytes) => response.end(bytes),
        () => response.writeHead(404).end(),
      )
    })
    servers.push(server)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/models/tiny`
  }

  it.each(['', '/', '/facegan.json', '/?token=1', '/facegan.json?token=1'])(
    'loads from its address + %j',
    async (end) => {
      expect(await load((await serve()) + end)).toBe('tiny-model')
    },
  )

  it('404 says which address', async () => {
    const url = await serve({ 'generator.onnx': 404 })
    await expect(load(url)).rejects.toThrow(`${url}/generator.onnx answered 404 Not Found`)
    await expect(load(`${url}/else`)).rejects.toThrow(`${url}/else/facegan.json answered 404 Not Found`)
  })

  it('a page in place of the manifest', async () => {
    const url = await serve({ 'facegan.json': '<!doctype html>' })
    await expect(load(url)).rejects.toMatchObject({ code: 'FACEGAN_INVALID_MANIFEST' })
  })

  it('a download that ends early or never ends', async () => {
    await expect(load(await serve({ 'generator.onnx': 'short' }))).rejects.toThrow(
      /expected 13628 bytes, found 5 bytes/,
    )
    const endless = await serve({ 'generator.onnx': new Uint8Array(14_000) })
    await expect(load(endless)).rejects.toThrow(/expected at most 13628 bytes, found more/)
  })

  it('no server at all', async () => {
    const url = await serve()
    for (const server of servers.splice(0)) server.close()
    await expect(load(url)).rejects.toThrow(/could not be fetched: .*ECONNREFUSED/)
  })

  it('an address that is none', async () => {
    await expect(load('http://')).rejects.toThrow('this is not a valid URL')
  })

  it('an abort ends a download that hangs', async () => {
    const url = await serve({ 'generator.onnx': 'hang' })
    const loading = loadGenerator({ model: url, signal: AbortSignal.timeout(50) })
    await expect(loading).rejects.toMatchObject({ name: 'TimeoutError' })
    await expect(generateFaces({ model: url, signal: AbortSignal.timeout(50) })).rejects.toMatchObject({
      name: 'TimeoutError',
    })
  })
})
