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

export const kinds = ['page and its scripts', 'worker script', 'WASM runtime', 'manifest', 'model'] as const
export type Kind = (typeof kinds)[number]
export const steps = ['network is opened', 'first batch'] as const

/** What a file is, by the end of its address. */
export function kindOf(url: string): Kind {
  if (/worker[^/]*\.js$/.test(url)) return 'worker script'
  if (url.endsWith('.wasm')) return 'WASM runtime'
  if (url.endsWith('.onnx')) return 'model'
  return url.endsWith('.json') ? 'manifest' : 'page and its scripts'
}

/**
 * When files of each kind came.
 *
 * @param messages the first one passed when its worker had just been made. Chromium's own begin of a worker's script lies
 * behind its end, so that is taken for it
 * @param until what began later was not on the way to the first face
 */
export function fetchesOf(
  fetches: readonly Fetch[],
  messages: readonly Message[],
  until: number,
): Partial<Record<Kind, Span>> {
  const spans: Partial<Record<Kind, Span>> = {}
  for (const { url, start, end } of fetches) {
    const kind = kindOf(url)
    if (start > until || kind === 'worker script') continue
    const { start: first = start, end: last = end } = spans[kind] ?? {}
    spans[kind] = { start: Math.min(first, start), end: Math.max(last, end) }
  }
  // threads load the script once more: the first end is the one that was waited for
  const ends = fetches.filter(({ url }) => kindOf(url) === 'worker script').map(({ end }) => end)
  const [made] = messages
  if (made && ends.length > 0)
    spans['worker script'] = { start: made.at, end: Math.max(made.at, Math.min(...ends)) }
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
