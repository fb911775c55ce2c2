/** Registers `<facegan-face>` where there are custom elements; on a server it only brings the names. */
import { defineFaceElement } from './define-face-element.ts'

export { defineFaceElement }
export { FaceElement, type FaceAttributes } from './face-element.ts'

if ('customElements' in globalThis) defineFaceElement()
