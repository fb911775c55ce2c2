import type { WebFace, WebFaceGenerator } from '@facegan/web'

/** Small faces in a row, drawn as they come. */
export function createStrip(element: HTMLElement, generator: WebFaceGenerator) {
  const faces = new Map<number, Promise<WebFace>>()

  function faceOfSeed(seed: number): Promise<WebFace> {
    const known = faces.get(seed)
    if (known) return known
    const face = generator.generate({ seeds: seed }).then(([one]) => one!)
    faces.set(seed, face)
    face.catch(() => faces.delete(seed))
    return face
  }

  async function draw(canvas: HTMLCanvasElement, seed: number): Promise<void> {
    canvas.dataset['seed'] = String(seed)
    const face = await faceOfSeed(seed)
    // meanwhile it may have become another's
    if (canvas.dataset['seed'] === String(seed)) face.drawTo(canvas)
  }

  return {
    /** @param chosen place of the one that is marked; undefined for pictures that are no buttons */
    show(seeds: readonly number[], chosen?: number): void {
      while (element.childElementCount > seeds.length) element.lastElementChild!.remove()
      while (element.childElementCount < seeds.length) element.append(thumb(chosen !== undefined))
      seeds.forEach((seed, place) => {
        const one = element.children[place] as HTMLElement
        const canvas = one.querySelector('canvas')!
        if (chosen === undefined) canvas.ariaLabel = `Generated face, seed ${seed}`
        else {
          one.ariaLabel = `Seed ${seed}`
          one.ariaPressed = String(place === chosen)
        }
        // an error is shown by the large picture, which asks for the same
        if (canvas.dataset['seed'] !== String(seed)) draw(canvas, seed).catch(() => {})
      })
    },
  }
}

function thumb(isButton: boolean): HTMLElement {
  const element = document.createElement(isButton ? 'button' : 'span')
  element.className = 'thumb'
  if (element instanceof HTMLButtonElement) element.type = 'button'
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = 64
  if (!isButton) canvas.role = 'img'
  element.append(canvas)
  return element
}
