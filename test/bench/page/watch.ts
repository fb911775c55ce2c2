import type { Watch } from '../src/web/protocol.ts'

/** Gaps between animation frames and long tasks of the page's main thread while something is done. */
export async function watchPage(work: () => Promise<unknown>): Promise<Watch> {
  const frameGaps: number[] = []
  const longTasks: number[] = []
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longTasks.push(duration)
  })
  observer.observe({ type: 'longtask' })
  let watching = true
  let last = await nextFrame()
  const begun = performance.now()
  async function countFrames(): Promise<void> {
    while (watching) {
      const now = await nextFrame()
      frameGaps.push(now - last)
      last = now
    }
  }
  const counting = countFrames()
  await work()
  const milliseconds = performance.now() - begun
  watching = false
  await counting // the gap that the end of the work is in
  for (const { duration } of observer.takeRecords()) longTasks.push(duration)
  observer.disconnect()
  return { milliseconds, frameGaps, longTasks }
}

/** @returns when it came: its own time stamp is of before whatever held it up */
function nextFrame(): Promise<number> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => resolve(performance.now()))
  })
}
