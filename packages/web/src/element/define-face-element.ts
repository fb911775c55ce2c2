import { FaceElement } from './face-element.ts'

const defaultName = 'facegan-face'

/**
 * Registers the element under a name, once: a second call, as hot reloading makes it, gives what the first one did.
 * Every name but the default one is a class of its own, with `assets` of its own.
 *
 * @param name with a dash in it, as the platform asks of custom elements
 * @returns the class behind that name
 */
export function defineFaceElement(name: string = defaultName): typeof FaceElement {
  const known = customElements.get(name)
  if (known) return known as typeof FaceElement
  const Defined = name === defaultName ? FaceElement : class extends FaceElement {}
  customElements.define(name, Defined)
  return Defined
}

declare global {
  interface HTMLElementTagNameMap {
    'facegan-face': FaceElement
  }
}
