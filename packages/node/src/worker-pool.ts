import { WorkerCrashedError, type FaceNumbers, type Runner } from '@facegan/core'

/** A part of a batch that is smaller than this costs more than a second thread gains. */
const smallestPart = 4

/**
 * One network in several threads: a batch is cut into equal parts, and whichever thread is free takes the next.
 *
 * How a batch is cut depends on its size and on `size` alone, never on which threads are ready, so that a rerun is
 * byte-identical. Further threads are started by the first batch that can use them.
 *
 * @param open starts one thread; it is given what to call when that thread died
 * @param size most threads, 1 or more
 * @param onCrash called once, when the first of them died; the pool is of no use then
 * @throws what the first `open` throws; a further thread that cannot start is done without
 */
export async function openPool(
  open: (onCrash: (cause: unknown) => void) => Promise<Runner>,
  size: number,
  onCrash: (cause: unknown) => void,
): Promise<Runner> {
  const members: Runner[] = []
  const free: Runner[] = []
  const waiting: { take: (runner: Runner) => void; refuse: (error: unknown) => void }[] = []
  const starting = new Set<Promise<void>>()
  let wanted = 1
  let crash: WorkerCrashedError | undefined
  let disposed = false

  function memberDied(cause: unknown): void {
    if (crash || disposed) return
    crash = new WorkerCrashedError(cause)
    for (const { refuse } of waiting.splice(0)) refuse(crash)
    onCrash(cause)
  }

  function release(runner: Runner): void {
    const next = waiting.shift()
    if (next) next.take(runner)
    else free.push(runner)
  }

  function startOneMore(): void {
    wanted++
    const start = open(memberDied).then(
      async (runner) => {
        if (disposed) return runner.dispose()
        members.push(runner)
        release(runner)
      },
      () => {}, // such as too little memory: those that run go on
    )
    starting.add(start)
    void start.finally(() => starting.delete(start))
  }

  function acquire(): Promise<Runner> {
    const runner = free.pop()
    if (runner) return Promise.resolve(runner)
    if (wanted < size) startOneMore()
    return new Promise((take, refuse) => waiting.push({ take, refuse }))
  }

  async function runPart(numbers: FaceNumbers, count: number) {
    if (crash) throw crash
    const runner = await acquire()
    try {
      return await runner.run(numbers, count)
    } finally {
      release(runner)
    }
  }

  const first = await open(memberDied)
  members.push(first)
  free.push(first)

  return {
    async run(numbers, count) {
      const parts = Math.min(size, Math.ceil(count / smallestPart))
      if (parts === 1) return runPart(numbers, count)
      const bounds = Array.from({ length: parts + 1 }, (_, part) => Math.round((part * count) / parts))
      const pieces = await Promise.all(
        bounds.slice(1).map((end, part) => {
          const begin = bounds[part]
          return runPart(partOf(numbers, begin, end, count), end - begin)
        }),
      )
      return joined(pieces)
    },
    async warmUp() {
      while (wanted < size) startOneMore()
      await Promise.all(starting)
    },
    async dispose() {
      disposed = true
      await Promise.all([...members.map((runner) => runner.dispose()), ...starting])
    },
  }
}

/** Faces `begin` to `end` of `count`. */
function partOf({ latents, noise }: FaceNumbers, begin: number, end: number, count: number): FaceNumbers {
  const rows = (all: Float32Array) => all.slice((begin * all.length) / count, (end * all.length) / count)
  return { latents: rows(latents), noise: rows(noise) }
}

function joined(pieces: readonly Uint8ClampedArray<ArrayBuffer>[]): Uint8ClampedArray<ArrayBuffer> {
  const whole = new Uint8ClampedArray(pieces.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}
