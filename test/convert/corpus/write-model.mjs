import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Writes model.json and its weight files, in one of the ways that models are found.
 *
 * @param form `bare`: no format and no versions; `keras`: the model under model_config; `groups`: a weight group for
 * each weight; `shards`: shards cut in the middle of weights, under a folder
 * @param edit changes the document before it is written
 */
export async function writeModel(directory, artifacts, { form = 'tfjs', edit = (document) => document }) {
  const { modelTopology, weightSpecs } = artifacts
  const data = Buffer.from(artifacts.weightData)
  const document = {
    format: 'layers-model',
    generatedBy: 'TensorFlow.js tfjs-layers v4.22.0',
    convertedBy: null,
    modelTopology,
    weightsManifest: [{ paths: ['weights.bin'], weights: weightSpecs }],
  }
  if (form === 'bare') for (const key of ['format', 'generatedBy', 'convertedBy']) delete document[key]
  if (form === 'keras')
    document.modelTopology = { keras_version: '2.2.4', backend: 'tensorflow', model_config: modelTopology }
  let files = [['weights.bin', data]]
  if (form === 'groups') {
    let offset = 0
    files = weightSpecs.map((spec, place) => {
      const bytes = 4 * spec.shape.reduce((a, b) => a * b, 1)
      offset += bytes
      return [`group${place + 1}-shard1of1`, data.subarray(offset - bytes, offset)]
    })
    document.weightsManifest = weightSpecs.map((spec, place) => ({
      paths: [files[place][0]],
      weights: [spec],
    }))
  }
  if (form === 'shards') {
    const cut = Math.floor(data.length / 2) + 1
    files = [
      ['part one.weights', data.subarray(0, cut)],
      ['part two.weights', data.subarray(cut)],
    ]
    document.weightsManifest[0].paths = files.map(([name]) => name)
  }
  for (const [name, bytes] of files) await writeFile(join(directory, name), bytes)
  await writeFile(join(directory, 'model.json'), JSON.stringify(edit(document)))
}
