// A worker of the bench: our recognisers. Argument: the folder of the task.

import { readFile } from 'node:fs/promises'
import { tf, useNativeBackend } from '@facegan/tfjs-native'
import {
  distancesToPeople,
  pickFaces,
  recognisers,
  trainRecogniser,
  type LabelledFaces,
} from '@facegan/recognition'
import { serve } from '../serve.ts'
import type { RecognitionTask } from './protocol.ts'

async function main(folder: string): Promise<void> {
  const { tensorflowVersion } = await useNativeBackend()
  const task = JSON.parse(await readFile(`${folder}/people.json`, 'utf8')) as RecognitionTask
  const levels = await readFile(`${folder}/levels.bin`)
  const pixels = new Uint8Array(levels.length * 3)
  levels.forEach((level, i) => pixels.fill(level, i * 3, i * 3 + 3))
  const { size, people } = task
  const faces: LabelledFaces = {
    size,
    pixels,
    people,
    labels: Int32Array.from(task.labels),
    files: task.labels.map((_, i) => `${i}`),
  }
  const versions = {
    node: process.versions.node,
    'TensorFlow.js': tf.version.tfjs,
    TensorFlow: tensorflowVersion,
  }
  await serve({ versions }, async (variant) => {
    const [name, seed] = variant.split('|')
    const { train, test } = task.splits[Number(seed)]!
    const [known, asked] = [pickFaces(faces, train), pickFaces(faces, test)]
    const start = cpuSeconds()
    const trained = await trainRecogniser(recognisers.get(name!)!, known)
    const between = cpuSeconds()
    const far = await distancesToPeople(trained, asked.pixels)
    const end = cpuSeconds()
    trained.features.dispose()
    return {
      trainCpuSeconds: between - start,
      testCpuMilliseconds: ((end - between) * 1000) / test.length,
      accuracy: shareOfRight(far, asked.labels, people.length),
    }
  })
}

function shareOfRight(far: Float32Array, labels: Int32Array, people: number): number {
  const right = labels.filter((label, i) => {
    const row = far.subarray(i * people, (i + 1) * people)
    return row.indexOf(Math.min(...row)) === label
  })
  return right.length / labels.length
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

void main(process.argv[2] ?? '')
