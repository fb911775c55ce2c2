import { verifyFace, type Verdict } from '@facegan/web'
import { byId, closesBeside, dialog, onClick } from '../elements.ts'
import { loadOptions } from '../load.ts'
import { takesDrops } from './drop.ts'

/** What each verdict says, first in one plain sentence. */
const sentences: Readonly<Record<Verdict, string>> = {
  same: 'Yes. It is the face that its label names.',
  different: 'No. It is not the face that its label names.',
  'no-label': 'It has no label.',
  'other-model': 'It is labelled as another model’s.',
  'not-verifiable': 'It has a label, but cannot be made again here.',
  unreadable: 'It is no picture that can be read.',
}

/** The dialog that takes a file and says whether it is what its label claims. */
export function prepareVerify(): void {
  const element = dialog('verify')
  const input = byId('verify-file', HTMLInputElement)
  const place = byId('verdict', HTMLElement)
  let latest: Blob | undefined

  async function verify(file: File): Promise<void> {
    latest = file
    if (!element.open) element.showModal()
    say(file, 'wait', 'Looking …')
    const result = await verifyFace(file, loadOptions).catch((error: unknown) => ({
      verdict: 'failed' as const,
      detail: error instanceof Error ? error.message : String(error),
    }))
    // meanwhile another file may have come
    if (latest !== file) return
    const sentence = result.verdict === 'failed' ? 'It could not be looked at.' : sentences[result.verdict]
    say(file, result.verdict, sentence, result.detail)
  }

  function say(file: File, verdict: string, sentence: string, detail = ''): void {
    const picture = place.querySelector('img')
    if (picture) URL.revokeObjectURL(picture.src)
    place.dataset['verdict'] = verdict
    const image = document.createElement('img')
    image.src = URL.createObjectURL(file)
    image.alt = ''
    image.addEventListener('error', () => (image.style.visibility = 'hidden'))
    const words = document.createElement('div')
    words.append(paragraph(sentence, 'sentence'), paragraph(detail, 'detail'), paragraph(file.name, 'note'))
    place.replaceChildren(image, words)
  }

  closesBeside(element)
  onClick('open-verify', () => element.showModal())
  element.addEventListener('close', () => {
    latest = undefined
    place.replaceChildren()
    delete place.dataset['verdict']
  })
  input.addEventListener('change', () => {
    const [file] = input.files ?? []
    if (file) void verify(file)
    input.value = '' // the same file may be chosen again
  })
  takesDrops((file) => void verify(file))
}

function paragraph(text: string, className: string): HTMLElement {
  const element = document.createElement('p')
  element.className = className
  element.textContent = text
  return element
}
