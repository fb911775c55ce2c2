import { byId } from '../elements.ts'

/** Files dropped anywhere on the page. */
export function takesDrops(onFile: (file: File) => void): void {
  // a popover, so that it shows above an open dialog
  const cover = byId('drop', HTMLElement)
  const show = (open: boolean) => cover.togglePopover(open)

  addEventListener('dragenter', (event) => hasFiles(event) && show(true))
  addEventListener('dragover', (event) => {
    if (hasFiles(event)) event.preventDefault() // or the browser would open the file
  })
  addEventListener('dragleave', (event) => {
    if (event.relatedTarget === null) show(false) // out of the window, not from element to element
  })
  addEventListener('drop', (event) => {
    if (!hasFiles(event)) return
    event.preventDefault()
    show(false)
    const [file] = event.dataTransfer!.files
    if (file) onFile(file)
  })
}

function hasFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes('Files') ?? false
}
