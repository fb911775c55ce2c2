import { animation, type WebFace, type WebFaceGenerator } from '@facegan/web'
import { button, byId, onClick } from '../elements.ts'
import type { Store } from '../store.ts'
import { faceOf, pathOf, thereAndBack } from './face-of.ts'

const framesASecond = 30
const feedbackMs = 4000

/** Links and files of what is held. Files are labelled: what they are, and how to make them again. */
export function prepareSaving(store: Store, generator: WebFaceGenerator): void {
  async function save(type: 'image/png' | 'image/webp'): Promise<string> {
    const face = await faceOf(generator, store.view())
    download(await face.toBlob({ type, quality: 100 }), `${nameOf(face)}.${type.slice(6)}`)
    return 'Saved'
  }

  async function saveAnimation(): Promise<string> {
    const view = store.view()
    const frames: WebFace[] = []
    for await (const face of pathOf(generator, view)) frames.push(face)
    const blob = await animation(thereAndBack(frames), { fps: framesASecond, scale: 4 })
    download(blob, `path-${view.held.join('-')}.webp`)
    return 'Saved'
  }

  async function copyLink(): Promise<string> {
    await navigator.clipboard.writeText(store.link())
    return 'Copied'
  }

  tell('copy-link', copyLink, 'The link is in the address bar')
  tell('save-png', () => save('image/png'))
  tell('save-webp', () => save('image/webp'))
  tell('save-animation', saveAnimation)
}

let forgetting: ReturnType<typeof setTimeout> | undefined

/** Says what the button did, near it and to screen readers. */
function tell(id: string, work: () => Promise<string>, otherwise?: string): void {
  const said = byId('said', HTMLElement)
  onClick(id, async () => {
    const element = button(id)
    if (element.ariaBusy) return // not disabled meanwhile: that would take the keyboard's focus away
    element.ariaBusy = 'true'
    clearTimeout(forgetting)
    said.textContent = 'A moment …'
    said.textContent = await work().catch(
      (error: unknown) => otherwise ?? (error instanceof Error ? error.message : String(error)),
    )
    element.ariaBusy = null
    forgetting = setTimeout(() => (said.textContent = ''), feedbackMs)
  })
}

/** As `toFile` names files in Node: `seed-0000000042-8@0.5-smile=1.5`. */
function nameOf({ seed, mix, edit }: WebFace): string {
  const parts = [`seed-${String(seed).padStart(10, '0')}`]
  if (mix) parts.push(`${mix.seed}@${mix.t}`)
  if (edit)
    parts.push(
      Object.entries(edit)
        .map(([name, amount]) => `${name}=${amount}`)
        .join(','),
    )
  return parts.join('-')
}

function download(blob: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  // the download has its own hold on the bytes once it has begun
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}
