import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { recognisers, splitIndices, type LabelledFaces } from '@facegan/recognition'
import { describeMachine, load, type Machine } from '../machine.ts'
import { pythonPackages } from '../python-packages.ts'
import { kerasPython, peerCommand } from '../trainer/python.ts'
import { BenchWorker } from '../worker.ts'
import type { RecognitionHello, RecognitionTask, RecognitionTurn } from './protocol.ts'

/** The peers, and which of ours does the same work. */
export const peers: Readonly<Record<string, string>> = {
  'OpenCV Eigen': 'eigenfaces',
  'OpenCV Fisher': 'fisherfaces',
  'OpenCV LBPH': 'lbp',
  'scikit-learn PCA+SVM': 'pca-lda',
}

export interface RecognitionResult {
  /** Set and pictures of each person to learn from: `orl:5`. */
  readonly workload: string
  readonly people: number
  readonly trainPictures: number
  readonly testPictures: number
  readonly machine: Machine
  readonly loadAfter: number
  readonly versions: Readonly<Record<string, string>>
  /** Turns by method, one for each round; round n is the split of seed n. */
  readonly turns: Readonly<Record<string, readonly RecognitionTurn[]>>
}

const requirements = fileURLToPath(new URL('../../requirements-recognition.txt', import.meta.url))

/**
 * Our recognisers against OpenCV's and scikit-learn's, on the same splits in turns; each on one thread.
 *
 * @throws BenchError BENCH_WORKER_DIED, BENCH_INSTALL_FAILED
 */
export async function benchRecognition(
  path: string,
  faces: LabelledFaces,
  known: number,
  rounds: number,
  say: (message: string) => void,
): Promise<RecognitionResult> {
  const packages = await pythonPackages({
    name: 'recognition',
    python: kerasPython(),
    requirements,
    megabytes: 1000,
    onInstall: (folder) => say(`Installing OpenCV and scikit-learn into ${folder} (400 MB)`),
  })
  const machine = await describeMachine()
  const task = taskOf(faces, known, rounds)
  const folder = await mkdtemp(join(tmpdir(), 'facegan-bench-'))
  const workers: BenchWorker<RecognitionHello, RecognitionTurn>[] = []
  try {
    await writeFile(join(folder, 'people.json'), JSON.stringify(task))
    await writeFile(
      join(folder, 'levels.bin'),
      faces.pixels.filter((_, i) => i % 3 === 1),
    ) // green
    const start = async (name: string, command: readonly string[], env: NodeJS.ProcessEnv) => {
      const worker = await BenchWorker.start<RecognitionHello, RecognitionTurn>(name, command, {
        ...process.env,
        ...oneThread,
        ...env,
      })
      workers.push(worker)
      return worker
    }
    const driver = fileURLToPath(new URL('ours.js', import.meta.url))
    const us = await start('facegan', [process.execPath, driver, folder], {})
    const peer = peerCommand('recognition', packages)
    const them = await start('Python', [...peer.command, folder], peer.env)

    const contestants = [
      ...[...recognisers.values()]
        .filter(({ picturesPerPerson, slow }) => picturesPerPerson <= known && !slow)
        .map(({ name }) => ({ name, worker: us })),
      ...Object.keys(peers)
        .filter((name) => name !== 'OpenCV Fisher' || known > 1)
        .map((name) => ({ name, worker: them })),
    ]
    const turns: Record<string, RecognitionTurn[]> = {}
    for (let round = 0; round < rounds; round++) {
      for (const { name, worker } of round % 2 === 0 ? contestants : contestants.toReversed()) {
        // the first time code is compiled, which no later turn pays for
        if (round === 0) await worker.run({ variant: `${name}|0`, warmup: 0, steps: 1 })
        const turn = await worker.run({ variant: `${name}|${round}`, warmup: 0, steps: 1 })
        ;(turns[name] ??= []).push(turn)
      }
      say(`round ${round + 1} of ${rounds}`)
    }
    return {
      workload: workloadName(path, known),
      people: faces.people.length,
      trainPictures: task.splits[0]!.train.length,
      testPictures: task.splits[0]!.test.length,
      machine,
      loadAfter: load(),
      versions: Object.assign({}, ...workers.map(({ hello }) => hello.versions)),
      turns,
    }
  } finally {
    await Promise.all(workers.map((worker) => worker.stop()))
    await rm(folder, { recursive: true, force: true })
  }
}

/** `orl:5` of `/data/orl.tar` and five pictures of each person. */
export function workloadName(path: string, known: number): string {
  return `${basename(path).replace(/\.(tar|tar\.gz|tgz|zip)$/, '')}:${known}`
}

/** Pictures of each person to name where people differ in how many there are of them. */
const asked = 10

/** How many pictures there are of each person. */
export function pictureCounts({ people, labels }: LabelledFaces): number[] {
  const counts = Array<number>(people.length).fill(0)
  for (const person of labels) counts[person]!++
  return counts
}

function taskOf(faces: LabelledFaces, perPerson: number, rounds: number): RecognitionTask {
  const { size, labels, people } = faces
  const testPerPerson = new Set(pictureCounts(faces)).size === 1 ? undefined : asked
  const splits = Array.from({ length: rounds }, (_, seed) =>
    splitIndices(faces, { perPerson, seed, testPerPerson }),
  )
  return { size, labels: [...labels], people, splits }
}

const oneThread = {
  TF_NUM_INTRAOP_THREADS: '1',
  TF_NUM_INTEROP_THREADS: '1',
  OMP_NUM_THREADS: '1',
  OPENBLAS_NUM_THREADS: '1',
}
