import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { useNativeBackend } from '@facegan/tfjs-native'
import { buildGenerator, presetNamed, saveLayersModel } from '@facegan/trainer'
import { kerasPython, peerCommand } from '../trainer/python.ts'

const root = fileURLToPath(new URL('../../../../', import.meta.url))
const execute = promisify(execFile)

/** One network of a preset, untrained, in three forms: for TensorFlow.js, as tf2onnx makes it, as we export it. */
export interface BenchNetwork {
  readonly latentSize: number
  /** Folder of the layers model. */
  readonly layers: string
  /** Plain ONNX: float32 images out. */
  readonly plain: string
  /** Our model folder. */
  readonly model: string
}

/** Made once for each preset and kept in `.cache/bench`. */
export async function benchNetwork(preset: string, say: (message: string) => void): Promise<BenchNetwork> {
  const { network } = presetNamed(preset)
  const folder = join(root, '.cache/bench/networks', preset)
  const at = (base: string): BenchNetwork => ({
    latentSize: network.latentSize,
    layers: join(base, 'layers'),
    plain: join(base, 'plain.onnx'),
    model: join(base, 'model'),
  })
  if (existsSync(folder)) return at(folder)
  say('Making the network')
  await mkdir(dirname(folder), { recursive: true })
  const unfinished = await mkdtemp(`${folder}-`)
  const { layers, plain, model } = at(unfinished)
  try {
    await useNativeBackend()
    const generator = buildGenerator(network, 0)
    await saveLayersModel(generator, layers)
    generator.dispose()
    const { env } = peerCommand('', join(root, 'tools/tfjs-to-onnx'))
    const peer = join(root, 'test/bench/peers/plain_tf2onnx.py')
    await execute(kerasPython(), [peer, join(layers, 'model.json'), plain], {
      env: { ...process.env, ...env },
    })
    const facegan = join(root, 'packages/cli/dist/bin.js')
    await execute(process.execPath, [facegan, 'export', layers, '--out', model])
    await rename(unfinished, folder)
  } finally {
    await rm(unfinished, { recursive: true, force: true })
  }
  return at(folder)
}
