import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { loadGenerator, writeShards } from '@facegan/node'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { pythonPackages } from '../bench/src/python-packages.ts'
import { kerasPython } from '../bench/src/trainer/python.ts'

/** Shards as those read them for whom they are written: Python's webdataset. */

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url))

let folder: string
let packages: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'facegan-webdataset-'))
  const requirements = path('requirements.txt')
  packages = await pythonPackages({ name: 'webdataset', python: kerasPython(), requirements, megabytes: 20 })
})
afterAll(() => rm(folder, { recursive: true }))

async function read(pattern: string) {
  const env = { ...process.env, PYTHONPATH: packages, PYTHONDONTWRITEBYTECODE: '1' }
  const { stdout } = await promisify(execFile)(kerasPython(), [path('read-shards.py'), pattern], { env })
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
}

it.each(['png', 'webp', 'jpeg'] as const)(
  'webdataset finds every face of %s shards, its picture and what it is',
  async (format) => {
    const edit = { smile: 1.5 } // its dot must not end a sample's name
    const out = join(folder, format)
    const { pattern } = await writeShards(out, { seeds: '8-27', shardSize: 8, format, truncation: 0.7, edit })
    expect(pattern).toBe('faces-{000000..000002}.tar')
    const samples = await read(join(out, pattern))

    await using generator = await loadGenerator()
    const { name, files } = generator.manifest
    const extension = format === 'jpeg' ? 'jpg' : format
    expect(samples).toHaveLength(20)
    for (const [n, sample] of samples.entries()) {
      const seed = 8 + n
      expect(sample).toMatchObject({
        key: expect.stringMatching(new RegExp(`seed-${String(seed).padStart(10, '0')}$`)),
        shard: `faces-00000${Math.floor(n / 8)}.tar`,
        files: [extension, 'json'].toSorted(),
        about: { seed, truncation: 0.7, edit, model: name, modelSha256: files.generator.sha256 },
      })
    }
    const batch = await generator.generate({ seeds: '8-15', truncation: 0.7, edit })
    const bytes = await {
      png: () => batch[3]!.toPng(),
      webp: () => batch[3]!.toWebp(),
      jpeg: () => batch[3]!.toJpeg(),
    }[format]()
    expect(samples[3].picture).toBe(createHash('sha256').update(bytes).digest('hex'))
  },
)
