// Builds the corpus with TensorFlow.js: for every model a folder with model.json and weights, inputs, and what
// TensorFlow.js makes of them. Run: node test/convert/corpus/make-corpus.mjs FOLDER [NAME …]
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { tf, useNativeBackend } from '@facegan/tfjs-native'
import { architectureCases } from './architectures.mjs'
import { layerCases } from './layers.mjs'
import { randomiseWeights, randomTensor, uniform } from './random.mjs'
import { keras2Cases } from './keras-2.mjs'
import { quantise } from './quantise.mjs'
import { writeModel } from './write-model.mjs'

const [, , folder, ...only] = process.argv
const batch = 3
/** For axes that a model leaves open. */
const openSize = 9

await useNativeBackend()
const native = tf.getBackend()
const index = []
for (const [number, item] of [...layerCases, ...architectureCases, ...keras2Cases].entries()) {
  if (only.length > 0 && !only.includes(item.name)) continue
  const next = uniform(number + 1)
  await tf.setBackend(item.backend ?? native)
  const directory = join(folder, item.name)
  await mkdir(directory, { recursive: true })
  let model, artifacts
  if (item.build) {
    model = item.build()
    randomiseWeights(model, next)
    artifacts = await save(model)
  } else artifacts = item.artifacts(next)
  if (item.quantise) artifacts = quantise(artifacts, item.quantise)
  // what was written is what counts: some settings are lost on the way
  model = await tf.loadLayersModel(tf.io.fromMemory(structuredClone(artifacts)))
  const inputs = model.inputs.map(({ shape, dtype }, place) => {
    const sizes = [batch, ...shape.slice(1).map((size) => size ?? openSize)]
    const below = item.below?.[place] ?? (dtype === 'int32' ? 2 : undefined)
    return randomTensor(sizes, next, { below })
  })
  const fed = inputs.map((x) => (item.float ? tf.cast(x, 'float32') : x))
  const outputs = [model.predict(fed.length === 1 ? fed[0] : fed)].flat()
  await writeModel(directory, artifacts, item)
  const tensors = {}
  for (const [kind, list] of Object.entries({ inputs, outputs })) {
    const bytes = list.map((x) => Buffer.from(Float32Array.from(x.dataSync()).buffer))
    await writeFile(join(directory, `${kind}.f32`), Buffer.concat(bytes))
    tensors[kind] = list.map(({ shape }) => shape)
  }
  index.push({ name: item.name, layers: layerTypes(artifacts.modelTopology), ...tensors })
  model.dispose()
  tf.disposeVariables()
}
await writeFile(join(folder, 'index.json'), JSON.stringify(index))
await writeFile(join(folder, 'registered.json'), JSON.stringify(registeredLayers()))

/** Every layer type that this TensorFlow.js loads; models are layers too, and left out. */
function registeredLayers() {
  const classes = Object.entries(tf.serialization.SerializationMap.getMap().classNameMap)
  return classes
    .filter(
      ([, [type]]) =>
        type.prototype instanceof tf.layers.Layer && !(type.prototype instanceof tf.LayersModel),
    )
    .map(([name]) => name)
    .filter((name) => name !== 'Model')
    .toSorted()
}

async function save(model) {
  let artifacts
  await model.save(
    tf.io.withSaveHandler(async (saved) => {
      artifacts = saved
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } }
    }),
  )
  return artifacts
}

/** Every class name in a topology that is a layer's. */
function layerTypes(node, found = new Set()) {
  if (node?.class_name && node.config) found.add(node.class_name)
  if (node && typeof node === 'object') for (const child of Object.values(node)) layerTypes(child, found)
  return [...found]
}
