import { FaceganError } from '@facegan/web'
import { byId, onClick } from './elements.ts'

/** Says what went wrong, and what to do, in place of the wall. Trying again starts the page anew, at the same link. */
export function showFailure(error: unknown): void {
  const known = FaceganError.isInstance(error) ? error : undefined
  byId('failure-message', HTMLElement).textContent = error instanceof Error ? error.message : String(error)
  byId('failure-hint', HTMLElement).textContent = known?.hint ?? ''
  byId('failure-code', HTMLElement).textContent = known?.code ?? ''
  for (const open of document.querySelectorAll('dialog[open]')) (open as HTMLDialogElement).close()
  document.body.classList.add('failed')
  byId('failure', HTMLElement).hidden = false
}

export function prepareRetry(): void {
  onClick('retry', () => location.reload())
}
