// A worker of the bench: `generateFaces`, RGBA out, one call a turn. Argument: a model folder.

import { generateFaces } from '@facegan/node'
import { serve } from '../serve.ts'
import { batchOf, seedsOf, type SdkHello } from './protocol.ts'

const [model = ''] = process.argv.slice(2)
const hello: SdkHello = { versions: { Node: process.versions.node } }

void serve(hello, async (variant, steps) => {
  const batchSize = batchOf(variant)
  const seeds = Array.from({ length: steps }, () => seedsOf(batchSize)).flat()
  const faces = await generateFaces({ seeds, batchSize, model, device: 'cpu' })
  let sum = 0
  for (const { data } of faces.slice(-batchSize)) for (let i = 0; i < data.length; i++) sum += data[i]!
  const size = faces[0]!.data.length
  return { meanLevel: (sum / batchSize - (255 * size) / 4) / ((3 * size) / 4) } // alpha apart
})
