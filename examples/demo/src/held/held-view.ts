import type { WebFace, WebFaceGenerator } from '@facegan/web'
import { announce } from '../announce.ts'
import { button, byId, closesBeside, dialog, nextFrame, onClick } from '../elements.ts'
import { latestWins } from '../latest-wins.ts'
import type { Store } from '../store.ts'
import { describe, mostHeld, nearest, randomSeed, type View } from '../view.ts'
import { createDials } from './dials.ts'
import { faceOf } from './face-of.ts'
import { createPicture } from './picture.ts'
import { createPlayer } from './player.ts'
import { prepareSaving } from './saving.ts'
import { createSeedField } from './seed-field.ts'
import { createStrip } from './strip.ts'
import { createTray } from './tray.ts'

export interface HeldViewOptions {
  readonly store: Store
  readonly generator: WebFaceGenerator
  readonly onError: (error: unknown) => void
  /** The dialog has closed so that a face can be chosen from the wall. */
  readonly onPick: () => void
}

/** The dialog around what is held: one face, or a path through several. */
export function createHeldView({ store, generator, onError, onPick }: HeldViewOptions) {
  const element = dialog('held')
  const canvas = byId('picture', HTMLCanvasElement)
  const at = byId('at', HTMLInputElement)
  const picture = createPicture(canvas)
  const dials = createDials(store, generator.manifest.directions)
  const seedField = createSeedField(store)
  const strip = createStrip(byId('strip', HTMLElement), generator)
  const trayStrip = createStrip(byId('tray-faces', HTMLElement), generator)
  const tray = createTray({ onAny: () => add(randomSeed()), onCancel: () => pick(false) })
  const player = createPlayer({ generator, onFrame: showFrame, onError })
  let picking = false

  const request = latestWins(async (view: View) => {
    const face = await faceOf(generator, view)
    await nextFrame()
    if (!player.playing()) picture.draw(face)
  })

  function show(view: View): void {
    const open = view.held.length > 0 && !picking
    if (open) {
      const { held } = view
      const title = describe(view)
      const place = nearest(view)
      byId('held-title', HTMLElement).textContent = title
      canvas.ariaLabel = `Generated face, ${title.toLowerCase()}`
      strip.show(held, place)
      seedField.show(view)
      dials.show(view)
      showPlace(view)
      byId('morph', HTMLElement).hidden = held.length < 2
      button('save-animation').hidden = held.length < 2
      button('remove').hidden = held.length < 2
      button('add').hidden = held.length === mostHeld
      canvas.ariaBusy = 'true'
      request(view).then(() => (canvas.ariaBusy = 'false'), onError)
    }
    trayStrip.show(view.held)
    tray.show(picking && view.held.length > 0)
    if (open && !element.open) element.showModal()
    if (!open && element.open) element.close()
  }

  function showPlace({ held, at: place }: Pick<View, 'held' | 'at'>): void {
    at.max = String(held.length - 1)
    at.valueAsNumber = place
    at.style.setProperty('--to', `${(place / Math.max(1, held.length - 1)) * 100}%`)
    at.ariaValueText = describe({ ...store.view(), at: place })
  }

  function showFrame(face: WebFace, place: number): void {
    picture.draw(face)
    showPlace({ ...store.view(), at: place })
    byId('held-title', HTMLElement).textContent = describe({ ...store.view(), at: place })
  }

  function pick(begin: boolean): void {
    picking = begin
    show(store.view())
    if (begin) onPick()
  }

  function add(seed: number): void {
    const { held } = store.view()
    picking = false
    store.go({ held: [...held, seed], at: held.length - 0.5 })
  }

  /** Stays where it is. */
  function pause(): void {
    if (!player.playing()) return
    stop()
    store.change({ at: at.valueAsNumber })
  }

  function stop(): void {
    player.stop()
    button('play').textContent = 'Play'
  }

  store.onChange((view) => {
    picking = false
    show(view)
    if (element.open) announce(describe(view))
  })
  // whatever is done to the path ends its playing, where it is
  element.addEventListener('input', pause, { capture: true })
  element.addEventListener('click', ({ target }) => target !== button('play') && pause(), { capture: true })
  element.addEventListener('close', () => {
    stop()
    const left = !picking && !document.body.classList.contains('failed')
    if (left && store.view().held.length > 0) store.go({ held: [], at: 0, truncation: 1, edit: {} })
  })
  closesBeside(element)
  onClick('close-held', () => element.close())
  at.addEventListener('input', () => store.change({ at: at.valueAsNumber }))
  onClick('play', () => {
    if (player.playing()) return pause()
    player.start(store.view())
    button('play').textContent = 'Pause'
  })
  onClick('add', () => pick(true))
  onClick('reset', () => store.change({ truncation: 1, edit: {} }))
  onClick('remove', () => {
    const place = nearest(store.view())
    const held = store.view().held.toSpliced(place, 1)
    store.change({ held, at: Math.min(place, held.length - 1) })
  })
  byId('strip', HTMLElement).addEventListener('click', ({ target }) => {
    const place = [...byId('strip', HTMLElement).children].indexOf((target as Element).closest('.thumb')!)
    if (place >= 0) store.change({ at: place })
  })
  prepareSaving(store, generator)
  show(store.view())

  return {
    /** A face of the wall was chosen: it is held, alone or after the others. */
    choose(seed: number): void {
      if (picking) add(seed)
      else store.go({ held: [seed], at: 0, truncation: 1, edit: {} })
    },
  }
}
