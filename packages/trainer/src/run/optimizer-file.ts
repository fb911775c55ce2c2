import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { tf, type NativeOptimizer } from '@facegan/tfjs-native'
import { writeSynced } from './write-synced.ts'

/** Saves what an optimizer remembers, step count and moments, as tfjs weights: `NAME.json` and `NAME.bin`. */
export async function saveOptimizer(optimizer: NativeOptimizer, folder: string, name: string): Promise<void> {
  const weights = await optimizer.getWeights()
  try {
    const { data, specs } = await tf.io.encodeWeights([...weights])
    await writeSynced(join(folder, `${name}.bin`), new Uint8Array(data))
    await writeSynced(join(folder, `${name}.json`), JSON.stringify(specs))
  } finally {
    tf.dispose(weights.map(({ tensor }) => tensor))
  }
}

export async function restoreOptimizer(
  optimizer: NativeOptimizer,
  folder: string,
  name: string,
): Promise<void> {
  const specs: tf.io.WeightsManifestEntry[] = JSON.parse(await readFile(join(folder, `${name}.json`), 'utf8'))
  const bytes = await readFile(join(folder, `${name}.bin`))
  const data = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer
  const tensors = tf.io.decodeWeights(data, specs)
  try {
    await optimizer.setWeights(specs.map((spec) => ({ name: spec.name, tensor: tensors[spec.name] })))
  } finally {
    tf.dispose(tensors)
  }
}
