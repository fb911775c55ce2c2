import { readFile, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { messageOf } from '@facegan/core'
import { tf, useNativeBackend } from '@facegan/tfjs-native'
import type { NamedOutput } from './compare.ts'
import { ConvertError } from './convert-error.ts'
import type { ProofInput } from './proof-inputs.ts'

/**
 * Runs a layers model in TensorFlow.js, natively, or in plain JavaScript where libtensorflow lacks a kernel.
 *
 * @param model `model.json`, or its folder; the Python tool has read and checked it before
 */
export async function runOriginal(model: string, inputs: readonly ProofInput[]): Promise<NamedOutput[]> {
  await useNativeBackend()
  const original = await load(model)
  try {
    try {
      return predict(original, inputs)
    } catch (error) {
      if (!/not registered for backend/.test(messageOf(error))) throw error
    }
  } finally {
    original.dispose()
  }
  tf.enableProdMode() // else this backend advertises the native one
  await tf.setBackend('cpu')
  const portable = await load(model)
  try {
    return predict(portable, inputs)
  } finally {
    portable.dispose()
  }
}

async function load(model: string): Promise<tf.LayersModel> {
  const path = (await stat(model)).isDirectory() ? join(model, 'model.json') : model
  try {
    const { modelTopology, weightsManifest } = JSON.parse(await readFile(path, 'utf8'))
    const shards: Buffer[] = []
    for (const group of weightsManifest)
      for (const name of group.paths) shards.push(await readFile(join(dirname(path), name)))
    const weights = Buffer.concat(shards)
    const weightData = weights.buffer.slice(weights.byteOffset, weights.byteOffset + weights.byteLength)
    const weightSpecs = weightsManifest.flatMap((group: { weights: unknown[] }) => group.weights)
    return await tf.loadLayersModel(
      tf.io.fromMemory({ modelTopology, weightSpecs, weightData: weightData as ArrayBuffer }),
    )
  } catch (error) {
    throw new ConvertError(
      `TensorFlow.js cannot load ${path}, so there is nothing to compare with: ${messageOf(error)}`,
      'convert without --verify',
      error,
    )
  }
}

function predict(model: tf.LayersModel, inputs: readonly ProofInput[]): NamedOutput[] {
  return tf.tidy(() => {
    const tensors = inputs.map(({ values, shape, dtype }) =>
      tf.tensor(values, [...shape], dtype as tf.DataType),
    )
    const outputs = [model.predict(tensors.length === 1 ? tensors[0]! : tensors)].flat()
    return outputs.map((output, place) => ({
      name: model.outputNames[place]!,
      shape: output.shape,
      values: output.dataSync(),
    }))
  })
}
