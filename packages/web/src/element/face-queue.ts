import type { WebFace } from '../face.ts'
import { generateFaces } from '../generate-faces.ts'
import { FaceCache } from './face-cache.ts'
import type { FaceWish } from './face-wish.ts'

/** Who waits for a face. */
export interface Waiting {
  readonly onFace: (face: WebFace) => void
  readonly onError: (error: unknown) => void
}

interface Job {
  readonly wish: FaceWish
  readonly waiting: Set<Waiting>
  started: boolean
}

/** Faces of one run: more would keep those who came later waiting, fewer would run the network more often. */
const batchLimit = 32
/** A thousand faces of 64x64. */
const cache = new FaceCache(16 * 2 ** 20)
/** By key, in the order of asking; those of the run in progress included. */
const jobs = new Map<string, Job>()
let running = false

/**
 * Asks for a face for everything on the page that wants it. What is asked for in one frame is made together.
 *
 * @returns takes the wish back: nobody is called any more, and what nobody wants and has not begun is never made
 */
export function requestFace(wish: FaceWish, waiting: Waiting): () => void {
  const kept = cache.get(wish.key)
  if (kept) {
    waiting.onFace(kept)
    return () => {}
  }
  const job = jobs.get(wish.key) ?? { wish, waiting: new Set(), started: false }
  jobs.set(wish.key, job)
  job.waiting.add(waiting)
  if (!running) {
    running = true
    requestAnimationFrame(() => void runAll())
  }
  return () => {
    job.waiting.delete(waiting)
    if (job.waiting.size === 0 && !job.started) jobs.delete(wish.key)
  }
}

/** One run of the network at a time: what is not wanted any more when its turn comes was not begun in vain. */
async function runAll(): Promise<void> {
  for (let batch = nextBatch(); batch.length > 0; batch = nextBatch()) await run(batch)
  running = false
}

function nextBatch(): Job[] {
  const open = [...jobs.values()].filter(({ started }) => !started)
  return open.filter(({ wish }) => wish.group === open[0].wish.group).slice(0, batchLimit)
}

async function run(batch: readonly Job[]): Promise<void> {
  for (const job of batch) job.started = true
  try {
    const seeds = batch.map(({ wish }) => wish.seed)
    const faces = await generateFaces({ ...batch[0].wish.settings, seeds, batchSize: batchLimit })
    batch.forEach((job, n) => {
      cache.set(job.wish.key, faces[n])
      finish(job, ({ onFace }) => onFace(faces[n]))
    })
  } catch (error) {
    for (const job of batch) finish(job, ({ onError }) => onError(error))
  }
}

function finish(job: Job, tell: (waiting: Waiting) => void): void {
  jobs.delete(job.wish.key)
  job.waiting.forEach(tell)
}
