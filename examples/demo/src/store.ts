import { formatLink, parseLink } from './link.ts'
import { randomSeed, type View } from './view.ts'

export type Listener = (view: View, before: View) => void

/** Browsers refuse a page that rewrites its address many times a second. */
const settleMs = 250

/** A typed address ends a page after the first, a link on an iPhone after the second. */
const leaving = ['beforeunload', 'pagehide'] as const

/** The view, who wants to know when it changes, and its copy in the address: a link shows what it was copied from. */
export function createStore() {
  let view = parseLink(location.hash, randomSeed())
  const listeners: Listener[] = []
  let settling: ReturnType<typeof setTimeout> | undefined

  function set(next: View): void {
    const before = view
    view = next
    for (const listener of listeners) listener(next, before)
  }

  function forget(): void {
    clearTimeout(settling)
    settling = undefined
    for (const event of leaving) removeEventListener(event, settle)
  }

  /** Writes the address now. */
  function settle(): void {
    forget()
    history.replaceState(null, '', `#${formatLink(view)}`)
  }

  settle()
  addEventListener('popstate', () => {
    forget()
    set(parseLink(location.hash, view.wall))
  })

  return {
    view: () => view,
    onChange(listener: Listener): void {
      listeners.push(listener)
    },
    /** A small change, such as a slider's. */
    change(part: Partial<View>): void {
      set({ ...view, ...part })
      forget()
      settling = setTimeout(settle, settleMs)
      // only meanwhile: some browsers keep no page for their back button that listens for its end
      for (const event of leaving) addEventListener(event, settle)
    },
    /** A step that the browser's back button undoes. */
    go(part: Partial<View>): void {
      if (settling !== undefined) settle()
      set({ ...view, ...part })
      history.pushState(null, '', `#${formatLink(view)}`)
    },
    link(): string {
      settle()
      return location.href
    },
  }
}

export type Store = ReturnType<typeof createStore>
