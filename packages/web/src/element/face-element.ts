import { messageOf, type Edit } from '@facegan/core'
import type { AssetOptions } from '../assets.ts'
import type { Device } from '../devices.ts'
import type { WebFace } from '../face.ts'
import { requestFace } from './face-queue.ts'
import { sheetsFor } from './face-sheets.ts'
import { readWish, sizeOf } from './face-wish.ts'
import { unwatchView, watchView } from './in-view.ts'

/** Attributes of `<facegan-face>`, for the types of JSX. */
export interface FaceAttributes {
  seed?: number | string | undefined
  text?: string | undefined
  truncation?: number | string | undefined
  edit?: string | undefined
  alt?: string | undefined
  size?: number | string | undefined
  model?: string | undefined
  device?: Device | undefined
}

type State = 'empty' | 'loading' | 'ready' | 'error'

// a server that renders a page may import this file; there the class is never constructed
const Base = globalThis.HTMLElement ?? (Object as unknown as typeof HTMLElement)

/**
 * A face on a page. It is made when it comes into view, together with the others of that frame, by one generator.
 *
 * Custom states and parts of the same name: `loading`, `error`. Fires `load`, and `error` as an `ErrorEvent` whose
 * `error` has a `code`; neither bubbles. Setting an attribute after an error tries again.
 */
export class FaceElement extends Base {
  static readonly observedAttributes = [
    'seed',
    'text',
    'truncation',
    'edit',
    'alt',
    'size',
    'model',
    'device',
  ]
  /** Where the fetched parts lie, for all elements of this class; set it before the first one is in view. */
  static assets: AssetOptions | undefined

  readonly #internals = this.attachInternals()
  readonly #canvas = document.createElement('canvas')
  #face: WebFace | null = null
  /** Key of the wish that the canvas shows. */
  #shown: string | undefined
  #requested: string | undefined
  #takeBack = () => {}
  #inView = false
  #failed = false
  #scheduled = false

  constructor() {
    super()
    const shadow = this.attachShadow({ mode: 'open' })
    shadow.append(this.#canvas)
    shadow.adoptedStyleSheets = sheetsFor(undefined)
    this.#setState('empty')
    this.#describe()
  }

  /** Integer in [0, 2^32); null leaves the choice to `text`. */
  get seed(): number | null {
    return this.#number('seed')
  }
  set seed(value: number | null) {
    this.#reflect('seed', value)
  }

  /** Any text: its face is that of `seedOfText(text)`. Not used where there is a `seed`. */
  get text(): string | null {
    return this.getAttribute('text')
  }
  set text(value: string | null) {
    this.#reflect('text', value)
  }

  /** From 0 to 1; lower is more average. @default 1 */
  get truncation(): number | null {
    return this.#number('truncation')
  }
  set truncation(value: number | null) {
    this.#reflect('truncation', value)
  }

  /** Amounts by direction of the model: `smile=1.5,turn=-1`; may be set as an object. */
  get edit(): string | null {
    return this.getAttribute('edit')
  }
  set edit(value: string | Edit | null) {
    const isEdit = typeof value === 'object' && value !== null
    const text = isEdit ? Object.entries(value).map((amount) => amount.join('=')) : value
    this.#reflect('edit', text)
  }

  /** What it is to those who cannot see it; `''` where it only decorates. @default 'Generated face' */
  get alt(): string | null {
    return this.getAttribute('alt')
  }
  set alt(value: string | null) {
    this.#reflect('alt', value)
  }

  /** Side in CSS pixels. @default 64, or what the page's CSS says */
  get size(): number | null {
    return this.#number('size')
  }
  set size(value: number | null) {
    this.#reflect('size', value)
  }

  /** As `model` of `generateFaces`. */
  get model(): string | null {
    return this.getAttribute('model')
  }
  set model(value: string | null) {
    this.#reflect('model', value)
  }

  /** As `device` of `generateFaces`. */
  get device(): Device | null {
    return this.getAttribute('device') as Device | null
  }
  set device(value: Device | null) {
    this.#reflect('device', value)
  }

  /** What is on the canvas, null before the first `load`. */
  get face(): WebFace | null {
    return this.#face
  }

  connectedCallback(): void {
    this.#takeEarlyProperties()
    this.#failed = false
    watchView(this, (inView) => {
      this.#inView = inView
      if (!this.#failed) this.#update()
    })
  }

  disconnectedCallback(): void {
    unwatchView(this)
    this.#inView = false
    this.#forgetRequest()
  }

  /** Where the page moves it by `moveBefore`, nothing has to stop and start again. */
  connectedMoveCallback(): void {}

  attributeChangedCallback(): void {
    this.#describe()
    if (this.#scheduled) return
    this.#scheduled = true
    this.#failed = false
    // a page sets several attributes, then looks
    queueMicrotask(() => {
      this.#scheduled = false
      this.#update()
    })
  }

  #update(): void {
    try {
      this.shadowRoot!.adoptedStyleSheets = sheetsFor(sizeOf(this.getAttribute('size')))
      const { assets } = this.constructor as typeof FaceElement
      const wish = readWish((name) => this.getAttribute(name), assets)
      if (wish && wish.key === this.#requested && this.#inView) return
      this.#forgetRequest()
      if (!wish) return this.#show(null, undefined)
      if (wish.key === this.#shown) return this.#setState('ready')
      if (!this.#inView) return
      this.#setState('loading')
      this.#requested = wish.key
      this.#takeBack = requestFace(wish, {
        onFace: (face) => {
          this.#requested = undefined
          this.#show(face, wish.key)
          this.dispatchEvent(new Event('load'))
        },
        onError: (error) => this.#fail(error),
      })
    } catch (error) {
      this.#forgetRequest()
      if (this.isConnected) this.#fail(error)
    }
  }

  #forgetRequest(): void {
    this.#takeBack()
    this.#takeBack = () => {}
    if (this.#requested === undefined) return
    this.#requested = undefined
    this.#setState(this.#face ? 'ready' : 'empty')
  }

  #show(face: WebFace | null, key: string | undefined): void {
    this.#face = face
    this.#shown = key
    // a new size clears it, too
    this.#canvas.width = face?.width ?? 0
    this.#canvas.height = face?.height ?? 0
    face?.drawTo(this.#canvas)
    this.#setState(face ? 'ready' : 'empty')
  }

  #fail(error: unknown): void {
    this.#requested = undefined
    this.#failed = true
    this.#show(null, undefined)
    this.#setState('error')
    this.dispatchEvent(new ErrorEvent('error', { error, message: messageOf(error) }))
  }

  #setState(state: State): void {
    this.#canvas.part.value = ['face', state].join(' ')
    const { states } = this.#internals
    try {
      states.clear()
      states.add(state)
    } catch {
      // Chromium before 125 takes other names only; the parts are there all the same
    }
  }

  /** On the canvas, where readers of the accessibility tree and test tools alike find it. */
  #describe(): void {
    const alt = this.alt ?? 'Generated face'
    const image = alt !== ''
    toggle(this.#canvas, 'role', image ? 'img' : null)
    toggle(this.#canvas, 'aria-label', image ? alt : null)
    toggle(this.#canvas, 'aria-hidden', image ? null : 'true')
  }

  /** A framework may have set `seed` before this script was there: then it hides the accessor of the class. */
  #takeEarlyProperties(): void {
    for (const name of FaceElement.observedAttributes) {
      if (!Object.hasOwn(this, name)) continue
      const value: unknown = Reflect.get(this, name)
      Reflect.deleteProperty(this, name)
      Reflect.set(this, name, value)
    }
  }

  #number(name: string): number | null {
    const text = this.getAttribute(name)
    return text === null ? null : Number(text)
  }

  #reflect(name: string, value: unknown): void {
    toggle(this, name, value)
  }
}

function toggle(element: Element, name: string, value: unknown): void {
  if (value === null || value === undefined) element.removeAttribute(name)
  else element.setAttribute(name, String(value))
}
