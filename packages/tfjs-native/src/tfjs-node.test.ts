import { readFileSync, readdirSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { tf as tfjs, tfjsNode, useNativeBackend } from './index.ts'
import { requireVendored } from './require-vendored.ts'
import { temporaryFolder } from './testing/fake-programs.ts'
import tfDefault, * as tf from './tfjs-node.ts'

/** The documented calls of `tf.node` and `tf.io`, each run on TensorFlow 2.15.1. */

const SAVED_MODEL = fileURLToPath(new URL('testing/saved-model', import.meta.url))

describe('@facegan/tfjs-native/tfjs-node', () => {
  it('has selected the backend when it is imported, in the engine that everybody has', async () => {
    expect(tf.getBackend()).toBe('tensorflow')
    expect(tf.engine()).toBe(tfjs.engine())
    expect((await useNativeBackend()).tensorflowVersion).toBe('2.15.1')
  })

  it('exports what tfjs-node does: tfjs, with more in version, io and node', () => {
    const added = Object.keys(tf).filter((name) => !(name in tfjs) && name !== 'module.exports')
    expect(added).toEqual(['node'])
    expect(Object.keys(tfjs).filter((name) => !(name in tf))).toEqual([])
    expect(tf.version).toEqual({ ...tfjs.version, 'tfjs-node': '4.22.0' })
    expect(Object.keys(tf.io)).toEqual(expect.arrayContaining([...Object.keys(tfjs.io), 'fileSystem']))
    expect(tf.node).toBe(tfjsNode())
    expect(tfDefault).toMatchObject({ node: tf.node, io: tf.io, version: tf.version, matMul: tf.matMul })
  })
})

/** Two pixels, blue and red, in one row. */
const BMP = Buffer.concat([
  Buffer.from('BM'),
  Buffer.from(Uint32Array.of(62, 0, 54, 40, 2, 1).buffer),
  Buffer.from(Uint16Array.of(1, 24).buffer),
  Buffer.from(Uint32Array.of(0, 8, 0, 0, 0, 0).buffer),
  Buffer.from([255, 0, 0, 0, 0, 255, 0, 0]), // BGR, rows padded to four bytes
])

/** Two frames of one pixel, red and blue. */
const GIF = Buffer.concat([
  Buffer.from('GIF89a'),
  Buffer.from([1, 0, 1, 0, 0x80, 0, 0, 255, 0, 0, 0, 0, 255]),
  Buffer.from([0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0]),
  Buffer.from([0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x4c, 1, 0]),
  Buffer.from([0x3b]),
])

const contents = (image: tf.Tensor): unknown => [image.shape, [...image.dataSync()]]

describe('pictures', () => {
  const picture = tf.tensor3d([255, 0, 0, 0, 128, 255], [1, 2, 3], 'int32')

  it('PNG keeps every pixel, with decodePng and decodeImage', async () => {
    const png = await tf.node.encodePng(picture)
    expect(contents(tf.node.decodePng(png))).toEqual(contents(picture))
    expect(contents(tf.node.decodeImage(png))).toEqual(contents(picture))
    expect(tf.node.decodePng(png, 1).shape).toEqual([1, 2, 1])
  })

  it('JPEG comes near', async () => {
    const grey = tf.mul<tf.Tensor3D>(tf.ones([8, 8, 3], 'int32'), tf.scalar(100, 'int32'))
    const decoded = tf.node.decodeJpeg(await tf.node.encodeJpeg(grey, 'rgb', 95))
    expect(decoded.shape).toEqual([8, 8, 3])
    for (const value of decoded.dataSync()) expect(Math.abs(value - 100)).toBeLessThanOrEqual(1)
  })

  it('BMP', () => {
    expect(contents(tf.node.decodeBmp(BMP))).toEqual([
      [1, 2, 3],
      [0, 0, 255, 255, 0, 0],
    ])
  })

  it('GIF gives its frames', () => {
    expect(contents(tf.node.decodeGif(GIF))).toEqual([
      [2, 1, 1, 3],
      [255, 0, 0, 0, 0, 255],
    ])
  })

  it('anything else is refused', () => {
    expect(() => tf.node.decodeImage(Buffer.from('no picture'))).toThrow('BMP, JPEG, PNG, or GIF')
  })
})

describe('SavedModel', () => {
  it('says what a folder holds, with shapes in numbers', async () => {
    const [graph, ...more] = await tf.node.getMetaGraphsFromSavedModel(SAVED_MODEL)
    expect(more).toEqual([])
    expect(graph!.tags).toEqual(['serve'])
    const { serving_default: project, combine } = graph!.signatureDefs
    expect(project!.inputs['x']).toMatchObject({ dtype: 'float32', shape: [-1, 3] })
    expect(project!.outputs['y']).toMatchObject({ dtype: 'float32', shape: [-1, 2] })
    expect(Object.keys(combine!.inputs).toSorted()).toEqual(['a', 'b'])
    expect(combine!.outputs['product']).toMatchObject({ dtype: 'int32', shape: [-1] })
  })

  it('computes, and is counted until the last signature is disposed', async () => {
    const project = await tf.node.loadSavedModel(SAVED_MODEL)
    const combine = await tf.node.loadSavedModel(SAVED_MODEL, ['serve'], 'combine')
    expect(tf.node.getNumOfSavedModels()).toBe(1)

    const y = project.predict(tf.tensor2d([[1, 2, 3]])) as tf.Tensor
    expect([...y.dataSync()]).toEqual([14, 140])
    const named = combine.predict({
      a: tf.tensor1d([1, 2], 'int32'),
      b: tf.tensor1d([3, 4], 'int32'),
    }) as tf.NamedTensorMap
    expect([...named['sum']!.dataSync()]).toEqual([4, 6])
    expect([...named['product']!.dataSync()]).toEqual([3, 8])

    project.dispose()
    expect(tf.node.getNumOfSavedModels()).toBe(1)
    combine.dispose()
    expect(tf.node.getNumOfSavedModels()).toBe(0)
    expect(() => project.predict(tf.ones([1, 3]))).toThrow('already been deleted')
  })

  it('takes int64, negative too, and uint8; int64 comes out as BigInt', async () => {
    vi.spyOn(console, 'warn').mockReturnValue(undefined) // tfjs-node's remark on BigInt64Array
    const double = await tf.node.loadSavedModel(SAVED_MODEL, ['serve'], 'double')
    const y = double.predict(tf.tensor1d([3, -2], 'int32')) as tf.Tensor
    expect([...(y.dataSync() as unknown as BigInt64Array)]).toEqual([6n, -4n])
    const brightness = await tf.node.loadSavedModel(SAVED_MODEL, ['serve'], 'brightness')
    const light = brightness.predict(tf.tensor1d([0, 255], 'int32')) as tf.Tensor
    expect([...light.dataSync()]).toEqual([0, 1])
    double.dispose()
    brightness.dispose()
    vi.restoreAllMocks()
  })

  it('refuses what is not there, and execute() as tfjs-node always did', async () => {
    await expect(tf.node.loadSavedModel(temporaryFolder())).rejects.toThrow('no saved_model.pb')
    await expect(tf.node.loadSavedModel(SAVED_MODEL, ['train'])).rejects.toThrow('tags: train')
    await expect(tf.node.loadSavedModel(SAVED_MODEL, ['serve'], 'none')).rejects.toThrow('signature: none')
    const model = await tf.node.loadSavedModel(SAVED_MODEL)
    expect(() => model.execute(tf.ones([1, 3]), 'y')).toThrow('not supported yet')
    model.dispose()
  })
})

/** One dense layer, and eight examples for it. */
function fittable() {
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] })
  model.compile({ loss: 'meanSquaredError', optimizer: 'sgd' })
  return { model, x: tf.ones([8, 2]), y: tf.ones([8, 1]) }
}

/** What the event files of a folder hold, as text to search in. */
function eventsIn(folder: string): string {
  const files = readdirSync(folder)
  expect(files).toHaveLength(1)
  return readFileSync(join(folder, files[0]!), 'latin1')
}

describe('TensorBoard', () => {
  it('summaryFileWriter writes scalars and histograms, of equal values too', () => {
    const folder = temporaryFolder()
    const writer = tf.node.summaryFileWriter(folder)
    writer.scalar('loss', 0.5, 1)
    writer.histogram('weights', tf.tensor1d([1, 2, 3]), 1)
    writer.histogram('bias', tf.zeros([4]), 1)
    writer.flush()
    for (const name of ['loss', 'weights', 'bias']) expect(eventsIn(folder)).toContain(name)
  })

  it('the callback logs losses and weights of model.fit', async () => {
    const folder = temporaryFolder()
    const { model, x, y } = fittable()
    const callbacks = tf.node.tensorBoard(folder, { updateFreq: 'batch', histogramFreq: 1 })
    await model.fit(x, y, { epochs: 2, batchSize: 4, verbose: 0, validationData: [x, y], callbacks })
    const train = eventsIn(join(folder, 'train'))
    for (const name of ['batch_loss', 'epoch_loss', 'kernel', 'bias']) expect(train).toContain(name)
    expect(eventsIn(join(folder, 'val'))).toContain('epoch_loss')
  })
})

describe('the progress bar', () => {
  const { progressBarHelper } = requireVendored('callbacks.js')
  afterEach(() => vi.restoreAllMocks())

  it('reports each epoch of model.fit, by default', async () => {
    const log = vi.spyOn(progressBarHelper, 'log').mockReturnValue(undefined)
    const { model, x, y } = fittable()
    await model.fit(x, y, { epochs: 2, batchSize: 4 })
    expect(log.mock.calls.flat()).toEqual([
      'Epoch 1 / 2',
      expect.stringMatching(/us\/step - loss=[\d.]+/),
      'Epoch 2 / 2',
      expect.stringMatching(/us\/step - loss=[\d.]+/),
    ])
  })

  it('is silent with verbose: 0', async () => {
    const log = vi.spyOn(progressBarHelper, 'log').mockReturnValue(undefined)
    const { model, x, y } = fittable()
    await model.fit(x, y, { epochs: 1, verbose: 0 })
    expect(log).not.toHaveBeenCalled()
  })
})

describe('models in files and behind HTTP', () => {
  it('file:// saves and loads, and so does tf.io.fileSystem', async () => {
    const { model, x } = fittable()
    const folder = join(temporaryFolder(), 'model')
    await model.save(`file://${folder}`)
    expect(readdirSync(folder).toSorted()).toEqual(['model.json', 'weights.bin'])
    const expected = [...(model.predict(x) as tf.Tensor).dataSync()]
    for (const source of [`file://${folder}/model.json`, tf.io.fileSystem(join(folder, 'model.json'))]) {
      const loaded = await tf.loadLayersModel(source)
      expect([...(loaded.predict(x) as tf.Tensor).dataSync()]).toEqual(expected)
    }
    await expect(tf.loadLayersModel(`file://${folder}/none/model.json`)).rejects.toThrow('does not exist')
  })

  it('nodeHTTPRequest loads from a server', async () => {
    const { model, x } = fittable()
    const folder = temporaryFolder()
    await model.save(`file://${folder}`)
    const asked: (string | undefined)[] = []
    const server = createServer((request, response) => {
      asked.push(request.headers['x-key'] as string | undefined)
      response.end(readFileSync(join(folder, request.url!)))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/model.json`
    try {
      const loaded = await tf.loadLayersModel(tf.io.nodeHTTPRequest(url, { headers: { 'x-key': 'k' } }))
      expect([...(loaded.predict(x) as tf.Tensor).dataSync()]).toEqual([
        ...(model.predict(x) as tf.Tensor).dataSync(),
      ])
      expect(asked).toEqual(['k', 'k'])
    } finally {
      server.close()
    }
  })
})
