import { createRequire } from 'node:module'
import { tf, useNativeBackend } from '@facegan/tfjs-native'
import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { faceSide, sampleFaces } from '../testing/sample-faces.ts'
import { copyDistance } from './copy-distance.ts'
import { describeFaces } from './describe-faces.ts'
import { detectFaces } from './detect-faces.ts'
import { loadFaceApi } from './face-api.ts'
import { readFeatures } from '../metrics/features.ts'
import { faceEmbeddings, faceEmbeddingSpace } from './face-embeddings.ts'
import { disposeFaceNetworks, faceNetwork } from './face-networks.ts'
import { likeness } from './likeness.ts'
import { distanceBetween } from './pair-distances.ts'

/** Numbers in a line of a face, and in a whole one. */
const line = faceSide * 3
const row = faceSide * line
let faces: Uint8Array
let embeddings: Float32Array
beforeAll(async () => {
  await useNativeBackend()
  faces = await sampleFaces(0, 64)
  embeddings = await faceEmbeddings(faces, faceSide)
})
const some = (from: number, to: number) => faces.subarray(from * row, to * row)

describe('face-api', () => {
  it('computes on our engine: its TensorFlow.js is ours', () => {
    const { api } = loadFaceApi()
    expect(api.tf.memory).toBe(tf.memory)
    expect(api.tf.getBackend()).toBe('tensorflow')
  })

  it('where it is missing, the error has the line that installs it', () => {
    const { resolve } = createRequire(import.meta.url)
    // what Node says about a package that is not there
    const without = (file: string) => resolve(file.replace('face-api', 'no-such-package'))
    expect(() => loadFaceApi(without)).toThrow(
      expect.objectContaining({
        code: 'FACEGAN_MISSING_FACE_API',
        message: expect.stringContaining('@vladmandic/face-api, which is not installed'),
        hint: expect.stringContaining('npm install @vladmandic/face-api@1.7.15'),
        cause: expect.objectContaining({ code: 'MODULE_NOT_FOUND' }),
      }),
    )
  })

  it('loads a network at its first use, keeps it, and gives its memory back when told', async () => {
    await disposeFaceNetworks()
    const before = tf.memory().numTensors
    const first = await faceNetwork('landmarks')
    expect(tf.memory().numTensors).toBeGreaterThan(before)
    expect(await faceNetwork('landmarks')).toBe(first)
    await disposeFaceNetworks()
    expect(tf.memory().numTensors).toBe(before)
  })
})

describe('embeddings', () => {
  it('are 128 numbers of length 1 to 2, the same each time and in any batches', async () => {
    expect(embeddings).toHaveLength(64 * 128)
    const again = await faceEmbeddings(some(0, 9), faceSide, { batchSize: 4 })
    again.forEach((value, i) => expect(Math.abs(value - embeddings[i])).toBeLessThan(1e-4))
    for (let n = 0; n < 64; n++) {
      const length = Math.hypot(...embeddings.subarray(n * 128, (n + 1) * 128))
      expect(length).toBeGreaterThan(1)
      expect(length).toBeLessThan(2)
    }
  })

  it('a face enlarged and saved as JPEG stays far nearer to itself than to any other', async () => {
    for (const size of [64, 128]) {
      const jpegs = await Promise.all(
        Array.from({ length: 6 }, (_, n) =>
          sharp(some(n, n + 1), { raw: { width: faceSide, height: faceSide, channels: 3 } })
            .resize(size, size)
            .jpeg({ quality: 90, chromaSubsampling: '4:4:4' })
            .toBuffer(),
        ),
      )
      const pixels = Buffer.concat(await Promise.all(jpegs.map((jpeg) => sharp(jpeg).raw().toBuffer())))
      const encoded = await faceEmbeddings(Uint8Array.from(pixels), size)
      for (let n = 0; n < 6; n++) {
        expect(distanceBetween(encoded, n, embeddings, n)).toBeLessThan(0.25)
        const others = Array.from({ length: 64 }, (_, other) => other).filter((other) => other !== n)
        const nearest = Math.min(...others.map((other) => distanceBetween(encoded, n, embeddings, other)))
        expect(nearest).toBeGreaterThan(0.3)
      }
    }
  })

  it('are a feature space that metrics can take', async () => {
    const { count, dimensions } = await readFeatures(faceEmbeddingSpace, some(0, 2), faceSide)
    expect([faceEmbeddingSpace.name, count, dimensions]).toEqual(['face-embedding', 2, 128])
  })

  it('refuse what is no pictures of that size, stop when told, and take none for none', async () => {
    await expect(faceEmbeddings(new Uint8Array(100), 32)).rejects.toThrow(
      /`pixels` must be \[N,32,32,3\] levels/,
    )
    await expect(faceEmbeddings(new Uint8Array(0), 8)).rejects.toThrow(/`size` must be an integer from 16/)
    await expect(faceEmbeddings(faces, 32, { batchSize: 0 })).rejects.toThrow(/`batchSize`/)
    await expect(
      faceEmbeddings(faces, 32, { signal: AbortSignal.abort(new Error('enough')) }),
    ).rejects.toThrow('enough')
    expect(await faceEmbeddings(new Uint8Array(0), 32)).toHaveLength(0)
  })
})

describe('detection', () => {
  it('finds one face in nearly every generated picture', async () => {
    const { counts, exactlyOne } = await detectFaces(faces, faceSide)
    expect(counts).toHaveLength(64)
    expect(exactlyOne).toBeGreaterThan(0.9)
    expect(exactlyOne).toBe(counts.filter((count) => count === 1).length / 64)
  })

  it('finds two where two stand side by side', async () => {
    // a picture of twice the side with a face in the upper left and the lower right corner, grey elsewhere
    const side = 2 * faceSide
    const pixels = new Uint8Array(side * side * 3).fill(128)
    for (const n of [0, 1])
      for (let y = 0; y < faceSide; y++)
        pixels.set(
          some(n, n + 1).subarray(y * line, (y + 1) * line),
          ((n * faceSide + y) * side + n * faceSide) * 3,
        )
    expect(Array.from((await detectFaces(pixels, side)).counts)).toEqual([2])
  })

  it('finds none in flat grey, in noise and in faces that stand on their heads', async () => {
    const grey = new Uint8Array(row).fill(120)
    const noise = Uint8Array.from({ length: row }, (_, i) => (i * 2654435761) >>> 24)
    const upsideDown = Uint8Array.from(some(0, 4), (_, at) => {
      const [n, y, rest] = [Math.floor(at / row), Math.floor((at % row) / line), at % line]
      return faces[n * row + (faceSide - 1 - y) * line + rest]
    })
    const { counts } = await detectFaces(Uint8Array.from([...grey, ...noise, ...upsideDown]), faceSide)
    expect(Array.from(counts)).toEqual([0, 0, 0, 0, 0, 0])
  })
})

describe('descriptions', () => {
  it('are in their ranges, and of portraits look ahead and mostly smile', async () => {
    const described = await describeFaces(faces, faceSide)
    expect(described).toHaveLength(64)
    for (const { age, feminine, expressions, smile, pose, light } of described) {
      expect(age).toBeGreaterThan(0)
      expect(age).toBeLessThan(100)
      expect(feminine).toBeGreaterThanOrEqual(0)
      expect(feminine).toBeLessThanOrEqual(1)
      expect(Object.values(expressions).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 4)
      expect(smile).toBe(expressions.happy)
      expect(Math.abs(pose.yaw)).toBeLessThan(30)
      expect(Math.abs(pose.roll)).toBeLessThan(20)
      expect(Math.abs(light)).toBeLessThan(1)
    }
    expect(described.filter(({ smile }) => smile > 0.5).length).toBeGreaterThan(32)
  })

  it('mirrored, light and yaw change sides and the rest hardly changes', async () => {
    const mirror = Uint8Array.from(some(0, 8), (_, at) => {
      const [y, x, channel] = [Math.floor(at / line), Math.floor((at % line) / 3), at % 3]
      return faces[y * line + (faceSide - 1 - x) * 3 + channel]
    })
    const plain = await describeFaces(some(0, 8), faceSide)
    const turned = await describeFaces(mirror, faceSide)
    plain.forEach((face, i) => {
      expect(turned[i].light).toBeCloseTo(-face.light, 9)
      expect(Math.abs(turned[i].pose.yaw + face.pose.yaw)).toBeLessThan(8)
    })
  })
})

async function use(): Promise<void> {
  await faceEmbeddings(some(0, 5), faceSide, { batchSize: 2 })
  await detectFaces(some(0, 5), faceSide, { batchSize: 2 })
  await describeFaces(some(0, 5), faceSide, { batchSize: 2 })
}

describe('no tensor is left behind', () => {
  it('by embedding, detecting and describing', async () => {
    await use() // loads the networks
    const before = tf.memory().numTensors
    await use()
    expect(tf.memory().numTensors).toBe(before)
  })
})

const named = <Name>(from: number, to: number, name: (seed: number) => Name) => ({
  embeddings: embeddings.subarray(from * 128, to * 128),
  names: Array.from({ length: to - from }, (_, i) => name(from + i)),
})

describe('a model that copies', () => {
  it('is caught by three faces that are in its training pictures', async () => {
    const copy = await copyDistance(some(0, 40), faceSide)
    expect(copy).toBeGreaterThan(0.05)
    expect(copy).toBeLessThan(0.35)
    const training = named(0, 40, (seed) => `picture-${seed}`)
    const report = likeness({ generated: named(0, 3, Number), training, copyDistance: copy })
    expect(report.holds).toBe(false)
    expect(report.points.find(({ name }) => name === 'copy')).toMatchObject({
      generated: { count: 3, total: 3, rate: 1 },
      holds: false,
    })
    for (const { seed, file, distance } of report.closest) {
      expect(file).toBe(`picture-${seed}`)
      expect(distance).toBe(0)
    }
  })

  it('is told from one that does not: other seeds of the same generator', async () => {
    const report = likeness({
      generated: named(40, 64, Number),
      training: named(0, 40, (seed) => `picture-${seed}`),
      copyDistance: await copyDistance(some(0, 40), faceSide),
    })
    expect(report.holds).toBe(true)
  })
})
