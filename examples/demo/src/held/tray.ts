import { announce } from '../announce.ts'
import { byId, onClick } from '../elements.ts'

export interface TrayOptions {
  readonly onAny: () => void
  readonly onCancel: () => void
}

/** At the foot of the wall while the next face is being chosen from it. */
export function createTray({ onAny, onCancel }: TrayOptions) {
  const element = byId('tray', HTMLElement)
  onClick('tray-any', onAny)
  onClick('tray-cancel', onCancel)
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || element.hidden || document.querySelector('dialog[open]')) return
    event.preventDefault() // or it would close the dialog that opens now
    onCancel()
  })

  return {
    show(open: boolean): void {
      if (open && element.hidden) announce('Choose a face to go to; Escape goes back')
      element.hidden = !open
    },
  }
}
