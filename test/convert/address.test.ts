import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { facegan } from '../cli/run-facegan.ts'
import { python, toolFolder } from '../parity/python.ts'

const fixture = join(toolFolder, 'tests/fixtures/dcgan-tiny')
let folder: string
let server: Server
let url: string
let asked: string[]
let cut = 0

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'facegan-convert-address-'))
  server = createServer(async ({ url = '' }, response) => {
    asked.push(url)
    const data = await readFile(join(fixture, basename(url))).catch(() => undefined)
    if (!data) return response.writeHead(404).end('none')
    response.writeHead(200, { 'content-length': data.length })
    response.write(data.subarray(0, data.length - (url.endsWith('.bin') ? cut : 0)))
    if (cut && url.endsWith('.bin')) setTimeout(() => response.destroy(), 50)
    else response.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/models`
})
beforeEach(() => {
  asked = []
  cut = 0
})
afterAll(async () => {
  server.close()
  await rm(folder, { recursive: true })
})

describe('facegan convert URL', () => {
  it('downloads once, for the conversion and the proof', async () => {
    const out = join(folder, 'model.onnx')
    const { code, stdout, stderr } = await facegan('convert', `${url}/model.json`, '--out', out, '--verify')
    expect([code, stdout], stderr).toEqual([0, `${out}\n`])
    expect(stderr).toMatch(/largest difference \S+e-\d+/)
    expect(asked).toEqual(['/models/model.json', '/models/weights.bin'])
    expect(await readdir(folder)).toEqual(['model.onnx'])
    await rm(out)
  })

  it('says what the server did, and leaves nothing', async () => {
    const out = join(folder, 'model.onnx')
    const none = await facegan('convert', `${url}/other.json`, '--out', out)
    expect([none.code, none.stderr]).toEqual([
      1,
      expect.stringMatching(/other\.json answers 404 Not Found.*\nhint: check the address in a browser/),
    ])
    cut = 7
    const broken = await facegan('convert', `${url}/model.json`, '--out', out)
    expect([broken.code, broken.stderr]).toEqual([
      1,
      expect.stringMatching(/broke off before the weight file 'weights\.bin' was whole\nhint: try again/),
    ])
    const plain = await facegan('convert', 'http://example.org/model.json', '--out', out)
    expect([plain.code, plain.stderr]).toEqual([1, expect.stringMatching(/is plain http/)])
    expect(await readdir(folder)).toEqual([])
  })
})

describe('facegan convert of a Keras file', () => {
  it('converts it, and says what --verify is for', async () => {
    const file = join(folder, 'dense.h5')
    const code = `import sys; sys.path.insert(0, 'tests')
from pathlib import Path
from keras_files import *
write_h5(Path(sys.argv[1]), dense(), {'dense': {'kernel': KERNEL, 'bias': BIAS}})`
    await python(['-c', code, file])
    const done = await facegan('convert', file, '--out', join(folder, 'dense.onnx'))
    expect([done.code, done.stdout], done.stderr).toEqual([0, `${join(folder, 'dense.onnx')}\n`])
    expect(done.stderr).toMatch(/dense_input \[N,4\] -> dense \[N,3\]/)

    const proof = await facegan('convert', file, '--out', join(folder, 'proved.onnx'), '--verify')
    expect(proof.code).toBe(1)
    expect(proof.stderr).toMatch(/--verify compares with TensorFlow\.js, and this is a Keras file/)
    await writeFile(file, (await readFile(file)).subarray(0, 3000))
    const damaged = await facegan('convert', file, '--out', join(folder, 'proved.onnx'))
    expect([damaged.code, damaged.stderr]).toEqual([1, expect.stringMatching(/is not a Keras file/)])
    expect(await readdir(folder)).toEqual(['dense.h5', 'dense.onnx'])
  })
})
