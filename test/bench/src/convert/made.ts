import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { useNativeBackend } from '@facegan/tfjs-native'
import { saveLayersModel } from '@facegan/trainer'
import { kerasPython, peerCommand } from '../trainer/python.ts'
import { awayFromStart, type BenchModel } from './models.ts'

const root = fileURLToPath(new URL('../../../../', import.meta.url))
const tool = join(root, 'tools/tfjs-to-onnx')
const execute = promisify(execFile)

/** One network as two converters make it. */
export interface Made {
  readonly ours: string
  readonly theirs: string
}

/** Converts a network both ways. tf2onnx's file is kept in `.cache/bench`; ours is made anew when its tool has changed. */
export async function madeBothWays(
  { name, build }: BenchModel,
  say: (message: string) => void,
): Promise<Made> {
  const networks = await digestOf([fileURLToPath(new URL('models.js', import.meta.url))])
  const folder = join(root, '.cache/bench/convert', networks, name)
  const [layers, theirs] = [join(folder, 'layers'), join(folder, 'tf2onnx.onnx')]
  const ours = join(folder, `ours-${await toolDigest()}.onnx`)
  const { env: peerEnv } = peerCommand('', tool)
  const env = { ...process.env, ...peerEnv }
  await mkdir(folder, { recursive: true })
  if (!existsSync(theirs)) {
    say(`${name}: Keras and tf2onnx`)
    await useNativeBackend()
    const model = build()
    awayFromStart(model)
    await saveLayersModel(model, layers)
    model.dispose()
    const unfinished = `${theirs}.unfinished`
    const peer = join(root, 'test/bench/peers/plain_tf2onnx.py')
    await execute(kerasPython(), [peer, join(layers, 'model.json'), unfinished], { env })
    await rename(unfinished, theirs)
  }
  if (!existsSync(ours)) {
    for (const old of await readdir(folder)) if (old.startsWith('ours-')) await rm(join(folder, old))
    await execute(kerasPython(), ['-m', 'tfjs_to_onnx', 'convert', layers, ours, '--quiet'], { env })
  }
  return { ours, theirs }
}

/** Over the sources of our converter. */
async function toolDigest(): Promise<string> {
  const sources = await readdir(join(tool, 'tfjs_to_onnx'), { recursive: true })
  const files = sources.filter((file) => file.endsWith('.py')).toSorted()
  return digestOf(files.map((file) => join(tool, 'tfjs_to_onnx', file)))
}

async function digestOf(files: readonly string[]): Promise<string> {
  const hash = createHash('sha256')
  for (const file of files) hash.update(await readFile(file))
  return hash.digest('hex').slice(0, 12)
}
