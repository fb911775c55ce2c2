import { seedOfText } from '@facegan/web/seed-of-text'
import { byId } from '../elements.ts'
import { parseSeed } from '../link.ts'
import type { Store } from '../store.ts'
import { nearest, type View } from '../view.ts'

/** A seed to read and to type; any other text has a seed, too. It is about the held face that is nearest. */
export function createSeedField(store: Store) {
  const input = byId('seed', HTMLInputElement)
  const note = byId('seed-note', HTMLElement)

  input.addEventListener('input', () => {
    const seed = seedOf(input.value)
    if (seed === undefined) return
    const { held } = store.view()
    const place = nearest(store.view())
    store.change({ held: held.with(place, seed), at: place })
  })
  input.addEventListener('focus', () => input.select())
  input.addEventListener('blur', () => show(store.view()))

  function show(view: View): void {
    const seed = view.held[nearest(view)]!
    if (seedOf(input.value) !== seed) input.value = String(seed)
    note.textContent = parseSeed(input.value.trim()) === seed ? '' : `Its seed is ${seed}`
  }

  return { show }
}

function seedOf(text: string): number | undefined {
  return parseSeed(text.trim()) ?? (text === '' ? undefined : seedOfText(text))
}
