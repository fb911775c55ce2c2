/** Faces are made this far before they come into view. */
const margin = '256px'

const listeners = new WeakMap<Element, (inView: boolean) => void>()
let observer: IntersectionObserver | undefined

/** One observer for the page. Calls at once with where the element is, then whenever that changes. */
export function watchView(element: Element, onChange: (inView: boolean) => void): void {
  observer ??= new IntersectionObserver(tell, marginAround())
  listeners.set(element, onChange)
  observer.observe(element)
}

export function unwatchView(element: Element): void {
  listeners.delete(element)
  observer?.unobserve(element)
}

function tell(entries: readonly IntersectionObserverEntry[]): void {
  for (const { target, isIntersecting } of entries) listeners.get(target)?.(isIntersecting)
}

/** `scrollMargin` counts in every box that scrolls, the window too; browsers before 2024 have it for the window only. */
function marginAround(): IntersectionObserverInit {
  return 'scrollMargin' in IntersectionObserver.prototype
    ? ({ scrollMargin: margin } as IntersectionObserverInit)
    : { rootMargin: margin }
}
