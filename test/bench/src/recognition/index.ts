import { InvalidOptionError } from '@facegan/core'
import { loadPeople } from '@facegan/recognition'
import type { Bench } from '../bench.ts'
import { benchRecognition, pictureCounts, workloadName, type RecognitionResult } from './bench.ts'
import { reportRecognition } from './report.ts'

/** Pictures of each person to learn from; those that leave as many to ask about are used. */
const sizes = [1, 5, 10, 20]

/** `pnpm bench recognition`. */
export const recognition: Bench = {
  summary: "Recognisers against OpenCV's and scikit-learn's, on folders of people that --data names",
  async run({ rounds, only, data, say }) {
    if (data.length === 0)
      throw new InvalidOptionError(
        '--data',
        'a folder, .tar or .zip with a folder of pictures for each person',
        'none',
      )
    const workloads = await Promise.all(
      data.map(async (path) => {
        const faces = await loadPeople(path)
        const fewest = Math.min(...pictureCounts(faces))
        return sizes.filter((known) => known * 2 <= fewest).map((known) => ({ path, faces, known }))
      }),
    )
    const chosen = workloads
      .flat()
      .map((workload) => ({ ...workload, name: workloadName(workload.path, workload.known) }))
    const names = chosen.map(({ name }) => name)
    if (only !== undefined && !names.includes(only))
      throw new InvalidOptionError('--only', `one of ${names.join(', ')}`, only)
    const results: RecognitionResult[] = []
    for (const { path, faces, known, name } of chosen) {
      if (only !== undefined && only !== name) continue
      results.push(
        await benchRecognition(path, faces, known, rounds, (message) => say(`${name}: ${message}`)),
      )
    }
    return { markdown: results.map(reportRecognition).join('\n'), results }
  },
}
