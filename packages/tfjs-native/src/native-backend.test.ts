import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as tfjs from '@tensorflow/tfjs'
import { describe, expect, it, vi } from 'vitest'
import { NativeBackendError, tensorflowBackend, tf, tfjsNode, useNativeBackend } from './index.ts'
import { loadAddon } from './load-addon.ts'
import { quietTensorflow } from './quiet-tensorflow.ts'
import { checkAddon } from './setup/check-addon.ts'
import { temporaryFolder } from './testing/fake-programs.ts'

const convolve = (x: tfjs.Tensor, w: tfjs.Tensor) =>
  tf.conv2d(x as tfjs.Tensor4D, w as tfjs.Tensor4D, 1, 'valid')

// one story in order, since a process has one backend: first without an installation, then with it
describe('without an installation', () => {
  it('useNativeBackend says how to set it up', async () => {
    vi.stubEnv('TFJS_NATIVE_HOME', temporaryFolder())
    const failed = useNativeBackend()
    await expect(failed).rejects.toBeInstanceOf(NativeBackendError)
    await expect(failed).rejects.toMatchObject({
      code: 'TFJS_NATIVE_NOT_SET_UP',
      hint: expect.stringMatching(/^Run: node .*dist\/bin\.js setup$/),
    })
    expect(() => tensorflowBackend()).toThrow('useNativeBackend()')
    expect(() => tfjsNode()).toThrow('useNativeBackend()')
    vi.unstubAllEnvs()
  })

  it('an addon that does not load is an error that names Node and its reason', async () => {
    const addon = join(temporaryFolder(), 'tfjs_binding.node')
    writeFileSync(addon, 'not a library')
    expect(() => loadAddon(addon)).toThrow(
      expect.objectContaining({
        code: 'TFJS_NATIVE_ADDON_LOAD',
        message: expect.stringContaining(`does not load in Node ${process.version}`),
        hint: expect.stringContaining('setup'),
      }),
    )
    await expect(checkAddon(addon)).rejects.toMatchObject({
      code: 'TFJS_NATIVE_CHECK_FAILED',
      message: expect.stringContaining('exit code 1'),
    })
  })
})

describe('with the installation', () => {
  it('selects TensorFlow 2.15.1 in the one engine that everybody has, once', async () => {
    const info = await useNativeBackend()
    expect(info.tensorflowVersion).toBe('2.15.1')
    expect(tfjs.getBackend()).toBe('tensorflow')
    expect(tf.engine()).toBe(tfjs.engine())
    expect(await useNativeBackend()).toBe(info)
  })

  it('convolves and differentiates as worked by hand, and leaks nothing', () => {
    const before = tf.memory().numTensors
    const [output, pictureGradient, filterGradient] = tf.tidy(() => {
      const picture = tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 3, 3, 1])
      const filter = tf.tensor4d([1, 2, 3, 4], [2, 2, 1, 1])
      const gradients = tf.grads((x, w) => tf.sum(convolve(x, w)))([picture, filter])
      return [convolve(picture, filter), ...gradients].map((tensor) => [...tensor.dataSync()])
    })
    expect(output).toEqual([37, 47, 67, 77])
    expect(pictureGradient).toEqual([1, 3, 2, 4, 10, 6, 3, 7, 4])
    expect(filterGradient).toEqual([12, 16, 24, 28])
    expect(tf.memory().numTensors).toBe(before)
  })

  it('leaves util of Node as it was, and topk works, which needs what Node 24 took out', () => {
    const { values, indices } = tf.topk(tf.tensor1d([3, 9, 4]), 2)
    expect([...values.dataSync()]).toEqual([9, 4])
    expect([...indices.dataSync()]).toEqual([1, 2])
    tf.dispose([values, indices])
  })

  it('brings tf.node and the file:// handlers', async () => {
    const image = tf.tensor3d([255, 0, 0, 0, 128, 255], [1, 2, 3], 'int32')
    const decoded = tfjsNode().decodeImage(await tfjsNode().encodePng(image))
    expect([...decoded.dataSync()]).toEqual([255, 0, 0, 0, 128, 255])
    tf.dispose([image, decoded])
    expect(tf.io.getSaveHandlers('file:///tmp/model')).toHaveLength(1)
  })
})

it('quietTensorflow keeps what the user set', () => {
  const env: NodeJS.ProcessEnv = { TF_CPP_MIN_LOG_LEVEL: '0' }
  quietTensorflow(env)
  expect(env).toEqual({ TF_CPP_MIN_LOG_LEVEL: '0', TF_FORCE_GPU_ALLOW_GROWTH: 'true' })
})
