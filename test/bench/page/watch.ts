import type { Watch } from '../src/web/protocol.ts'

/** Gaps between animation frames and long tasks of the page's main thread while something is done. */
export async function watchPage(work: () => Promise<unknown>): Promise<Watch> {
  const frameGaps: number[] = []
  const longTasks: number[] = []
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longTasks.push(duration)
  })
  observer.observe({ type: 'longtask' })
  let last = await nextFrame()
  const begun = performance.now()
  const working = work().then(() => performance.now())
  let ended: number | undefined
  while (ended === undefined) {
    const now = await nextFrame()
    frameGaps.push(now - last) // the one that the end of the work is in, too
    last = now
    ended = await Promise.race([working, undefined])
  }
  const milliseconds = ended - begun
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
