import type { WebFace, WebFaceGenerator } from '@facegan/web'
import { byId, onClick } from '../elements.ts'
import type { Facts } from '../facts.ts'
import { seedLimit, seedsFrom } from '../view.ts'
import { columnsOf, roveFocus } from './rove-focus.ts'

export interface WallOptions {
  readonly facts: Facts
  /** Somebody chose the face of this seed. */
  readonly onChoose: (seed: number) => void
}

/** Few, so that the first ones come soon; enough to keep threads busy. */
const batchSize = 16

/** Places first, faces into them as they come: nothing on the page moves. */
export function createWall({ facts, onChoose }: WallOptions) {
  const element = byId('wall', HTMLElement)
  let first = 0
  let filled = 0
  let generator: WebFaceGenerator | undefined
  let filling: Promise<void> | undefined
  /** Ends the faces of the wall before this one. */
  let current = new AbortController()

  roveFocus(element, () => grow())
  element.addEventListener('click', ({ target }) => {
    const tile = (target as Element).closest<HTMLElement>('.tile')
    if (tile) onChoose(Number(tile.dataset['seed']))
  })
  onClick('more', () => {
    const next = element.childElementCount
    grow()
    ;(element.children[next] as HTMLElement).focus()
  })
  const end = byId('more', HTMLElement)
  const nearEnd = new IntersectionObserver(([entry]) => entry!.isIntersecting && grow(), {
    rootMargin: '0px 0px 20% 0px',
  })

  /** Places for one more screen, in full rows. */
  function grow(): void {
    if (element.childElementCount === 0) element.append(place(first)) // to measure
    const columns = columnsOf(element)
    const side = (element.firstElementChild as HTMLElement).offsetHeight
    const rows = Math.ceil(innerHeight / side) + 2
    const have = element.childElementCount
    const want = (Math.ceil(have / columns) + rows) * columns
    const places = Array.from({ length: want - have }, (_, n) => place((first + have + n) % seedLimit))
    element.append(...places)
    // an observer speaks of changes only: looked at anew, the end may still be near
    nearEnd.unobserve(end)
    nearEnd.observe(end)
    void fill()
  }

  function fill(): Promise<void> {
    if (!generator) return Promise.resolve()
    filling ??= fillAll(generator).finally(() => (filling = undefined))
    return filling
  }

  async function fillAll(maker: WebFaceGenerator): Promise<void> {
    while (filled < element.childElementCount) {
      const { signal } = current
      facts.filling()
      const seeds = seedsFrom(first + filled, element.childElementCount - filled)
      try {
        for await (const face of maker.stream({ seeds, batchSize, signal })) {
          draw(element.children[filled++] as HTMLElement, face)
          facts.drawn()
        }
      } catch (error) {
        if (!signal.aborted) throw error
      } finally {
        facts.filled()
      }
    }
  }

  return {
    /** Lays out a wall that begins with this seed. */
    show(seed: number): void {
      current.abort()
      current = new AbortController()
      first = seed
      filled = 0
      element.replaceChildren()
      grow()
      ;(element.firstElementChild as HTMLElement).tabIndex = 0
    },
    /** Draws what has a place so far; what is laid out later comes by itself. */
    fillWith(loaded: WebFaceGenerator): Promise<void> {
      generator = loaded
      return fill()
    },
    /** Puts the keyboard back on the wall. */
    focus(): void {
      element.querySelector<HTMLElement>('[tabindex="0"]')?.focus()
    },
  }
}

function place(seed: number): HTMLElement {
  const tile = document.createElement('button')
  tile.type = 'button'
  tile.className = 'tile'
  tile.tabIndex = -1
  tile.dataset['seed'] = String(seed)
  tile.ariaLabel = `Generated face, seed ${seed}`
  return tile
}

function draw(tile: HTMLElement, face: WebFace): void {
  const canvas = document.createElement('canvas')
  canvas.width = face.width
  canvas.height = face.height
  face.drawTo(canvas)
  tile.append(canvas)
}
