/**
 * Runs one piece of work at a time. What is asked for meanwhile waits, and only the latest of it: sliders ask faster
 * than faces come.
 */
export function latestWins<T>(work: (input: T) => Promise<void>): (input: T) => Promise<void> {
  let waiting: { readonly input: T } | undefined
  let running: Promise<void> | undefined

  async function runAll(): Promise<void> {
    try {
      while (waiting) {
        const { input } = waiting
        waiting = undefined
        await work(input)
      }
    } finally {
      running = undefined
    }
  }

  return (input) => {
    waiting = { input }
    running ??= runAll()
    return running
  }
}
