import { loadGenerator, type WebFaceGenerator } from '@facegan/web'
import { byId } from './elements.ts'
import type { Facts } from './facts.ts'

/** More than this mostly wait for each other on networks of this size. */
const mostThreads = 8

/** What the page asks for, so that it can say it: a generator tells its device, not its threads. */
export const threads = crossOriginIsolated ? Math.min(navigator.hardwareConcurrency, mostThreads) : 1

/** How the page has its model loaded; the service worker keeps files, so the SDK need not. */
export const loadOptions = { threads, cache: false }

export function load(facts: Facts): Promise<WebFaceGenerator> {
  const progress = byId('download', HTMLProgressElement)
  const generator = loadGenerator({
    ...loadOptions,
    onDownload({ bytes, total }) {
      progress.value = bytes / total
      progress.hidden = bytes === total
    },
    onDeviceChange: ({ detail }) => facts.moved(detail),
  })
  return generator.finally(() => (progress.hidden = true))
}
