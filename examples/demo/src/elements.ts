/** The element of that id. @throws Error where page and script do not go together */
export function byId<T extends HTMLElement>(id: string, type: new () => T): T {
  const element = document.getElementById(id)
  if (element instanceof type) return element
  throw new Error(`The page has no ${type.name} with id ${id}`)
}

export const button = (id: string) => byId(id, HTMLButtonElement)
export const dialog = (id: string) => byId(id, HTMLDialogElement)

export function nextFrame(): Promise<number> {
  return new Promise((resolve) => {
    requestAnimationFrame(resolve)
  })
}

export function onClick(id: string, listener: () => void): HTMLButtonElement {
  const element = button(id)
  element.addEventListener('click', listener)
  return element
}

/** A click beside a dialog closes it, as Escape does. */
export function closesBeside(element: HTMLDialogElement): void {
  element.addEventListener('click', (event) => {
    if (event.target === element) element.close()
  })
}
