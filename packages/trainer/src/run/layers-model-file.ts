import { readFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { tf } from '@facegan/tfjs-native'
import { RunFolderError } from '../errors.ts'
import { writeSynced } from './write-synced.ts'

/** Saves a standard tfjs layers model, `model.json` and `weights.bin`, and waits until both are on the disk. */
export async function saveLayersModel(model: tf.LayersModel, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  await model.save(
    tf.io.withSaveHandler(async ({ modelTopology, weightSpecs, weightData }) => {
      const weights = new tf.io.CompositeArrayBuffer(weightData).slice()
      const manifest = {
        format: 'layers-model',
        generatedBy: `TensorFlow.js tfjs-layers v${tf.version['tfjs-layers']}`,
        convertedBy: 'facegan',
        modelTopology,
        weightsManifest: [{ paths: ['weights.bin'], weights: weightSpecs }],
      }
      await writeSynced(join(folder, 'weights.bin'), new Uint8Array(weights))
      await writeSynced(join(folder, 'model.json'), JSON.stringify(manifest))
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } }
    }),
  )
}

/** Opens a layers model from a folder with `model.json`. @throws RunFolderError when it is missing or damaged */
export async function loadLayersModel(folder: string): Promise<tf.LayersModel> {
  try {
    const { modelTopology, weightsManifest } = JSON.parse(await readFile(join(folder, 'model.json'), 'utf8'))
    const shards: Buffer[] = []
    for (const group of weightsManifest)
      for (const path of group.paths) shards.push(await readFile(join(folder, path)))
    const weights = Buffer.concat(shards)
    const weightSpecs = weightsManifest.flatMap(
      (group: { weights: tf.io.WeightsManifestEntry[] }) => group.weights,
    )
    const weightData = weights.buffer.slice(weights.byteOffset, weights.byteOffset + weights.byteLength)
    return await tf.loadLayersModel(
      tf.io.fromMemory({ modelTopology, weightSpecs, weightData: weightData as ArrayBuffer }),
    )
  } catch (error) {
    throw new RunFolderError(
      `${folder} does not hold a whole tfjs layers model.`,
      'give a run folder of `facegan train`, or a folder with model.json and its weights',
      error,
    )
  }
}

/** Copies the weights of a saved model of the same shape into a model, by name. */
export async function restoreWeights(model: tf.LayersModel, folder: string): Promise<void> {
  const saved = await loadLayersModel(folder)
  try {
    model.setWeights(saved.getWeights())
  } finally {
    saved.dispose()
  }
}
