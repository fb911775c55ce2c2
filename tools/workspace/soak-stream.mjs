// Streams faces and watches the memory that the process holds. Argument: how many. Needs --expose-gc.

import { streamFaces } from '../../packages/node/dist/index.js'

const total = Number(process.argv[2])
/** Growth is counted from here: caches and allocators have filled by then. */
const settled = Math.min(10_000, total / 4)
/** Of one level; what lies within is an allocator's breath. */
const allowedGrowth = 0.02
const every = Math.max(1, Math.floor(total / 200))

/** @type {{ faces: number; rss: number }[]} */
const samples = []
let faces = 0
let last = -1
const begun = performance.now()
for await (const { seed, data } of streamFaces({ count: total, seeds: `0-${total - 1}` })) {
  if (seed !== last + 1 || data.length !== 64 * 64 * 4) throw new Error(`seed ${seed} came after ${last}`)
  last = seed
  if (++faces % every !== 0) continue
  globalThis.gc?.() // what could be freed is no leak
  samples.push({ faces, rss: process.memoryUsage.rss() })
  if (samples.length % 20 === 0) {
    const rate = faces / ((performance.now() - begun) / 1000)
    process.stderr.write(`  ${faces} faces, ${megabytes(samples.at(-1).rss)}, ${rate.toFixed(0)} a second\n`)
  }
}
if (faces !== total) throw new Error(`${faces} faces came, expected ${total}`)

const steady = samples.filter((sample) => sample.faces >= settled)
const tenth = Math.ceil(steady.length / 10)
const start = median(steady.slice(0, tenth))
const end = median(steady.slice(-tenth))
const growth = end / start - 1
process.stdout.write(
  `${total} faces in a heap of 256 MB: ${megabytes(start)} after ${steady[0].faces} faces, ${megabytes(end)} at the end, ` +
    `${(growth * 100).toFixed(2)} % more (at most ${allowedGrowth * 100} % allowed)\n`,
)
process.exitCode = growth <= allowedGrowth ? 0 : 1

/** @param {{ rss: number }[]} values */
function median(values) {
  return values.map(({ rss }) => rss).toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
}

/** @param {number} bytes */
function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(1)} MB`
}
