import type { Job } from './jobs.ts'

/** Guesses the time of jobs from jobs that are done. */
export class Estimator {
  readonly #measured: { readonly job: Job; readonly seconds: number }[] = []

  add(job: Job, seconds: number): void {
    this.#measured.push({ job, seconds })
  }

  /** Wall-clock seconds; undefined where nothing of one of the methods has been measured. */
  secondsOf(jobs: readonly Job[]): number | undefined {
    let sum = 0
    const known = new Map<string, number | undefined>()
    for (const job of jobs) {
      const id = columnOf(job)
      if (!known.has(id)) known.set(id, this.#guess(job))
      const seconds = known.get(id)
      if (seconds === undefined) return undefined
      sum += seconds
    }
    return sum
  }

  /** The same but for the seed, where there is one; else of the same method, by the pictures it goes through. */
  #guess(job: Job): number | undefined {
    const same = this.#measured.filter((one) => columnOf(one.job) === columnOf(job))
    if (same.length > 0) return same.reduce((sum, { seconds }) => sum + seconds, 0) / same.length
    const ofMethod = this.#measured.filter((one) => one.job.key.method === job.key.method)
    if (ofMethod.length === 0) return undefined
    const seconds = ofMethod.reduce((sum, one) => sum + one.seconds, 0)
    return (seconds / ofMethod.reduce((sum, one) => sum + one.job.pictures, 0)) * job.pictures
  }
}

function columnOf({ key: { cell, data, method, perPerson } }: Job): string {
  return [cell, data, method, perPerson].join(' ')
}
