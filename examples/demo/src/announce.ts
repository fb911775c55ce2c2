import { byId } from './elements.ts'

const quietMs = 400
let pending: ReturnType<typeof setTimeout> | undefined

/** Said by screen readers when they have nothing else to say; of many in a row, the last. */
export function announce(text: string): void {
  clearTimeout(pending)
  pending = setTimeout(() => {
    byId('status', HTMLElement).textContent = text
  }, quietMs)
}
