/** A file that somebody fetched; times in milliseconds since the page's navigation began. */
export interface Fetch {
  readonly url: string
  readonly start: number
  readonly end: number
}

/** A message between the page and a worker, by its `type`, likewise. */
export interface Message {
  readonly way: 'to' | 'from'
  readonly type: string
  readonly at: number
}

/** From the first of its kind to the last. */
export interface Span {
  readonly start: number
  readonly end: number
}

export const kinds = ['page and its scripts', 'worker script', 'WASM runtime', 'model'] as const
export type Kind = (typeof kinds)[number]
export const steps = ['network is opened', 'first batch'] as const

/** What a file is, by the end of its address. */
export function kindOf(url: string): Kind {
  if (/worker[^/]*\.js$/.test(url)) return 'worker script'
  if (url.endsWith('.wasm')) return 'WASM runtime'
  return /\.(onnx|json)$/.test(url) ? 'model' : 'page and its scripts'
}

/** @param until what began later was not on the way to the first face */
export function fetchesOf(fetches: readonly Fetch[], until: number): Partial<Record<Kind, Span>> {
  const spans: Partial<Record<Kind, Span>> = {}
  for (const { url, start, end } of fetches) {
    // a thread's own look at a script that is here already has no times
    if (start > until || end < start) continue
    const kind = kindOf(url)
    const { start: first = start, end: last = end } = spans[kind] ?? {}
    spans[kind] = { start: Math.min(first, start), end: Math.max(last, end) }
  }
  return spans
}

/** What is asked of a worker, ours or the bare one's, and what it answers. */
const dialogues = {
  'network is opened': { to: ['load', 'open'], from: ['loaded', 'ready'] },
  'first batch': { to: ['run', 'draw'], from: ['pixels'] },
} as const

export function stepsOf(messages: readonly Message[]): Record<(typeof steps)[number], Span> {
  const find = (way: Message['way'], types: readonly string[]) =>
    messages.find((message) => message.way === way && types.includes(message.type))?.at ?? NaN
  const spanOf = ({ to, from }: (typeof dialogues)[keyof typeof dialogues]) => ({
    start: find('to', to),
    end: find('from', from),
  })
  return {
    'network is opened': spanOf(dialogues['network is opened']),
    'first batch': spanOf(dialogues['first batch']),
  }
}
