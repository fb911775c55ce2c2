import { probeDevices, type WebFaceGenerator } from '@facegan/web'
import { byId, closesBeside, dialog, onClick } from '../elements.ts'
import type { Facts } from '../facts.ts'
import { threads } from '../load.ts'
import { modelRows } from './model-rows.ts'
import { section, type Row } from './rows.ts'

/** What runs here and how fast, what this browser offers, and what the model is. */
export function preparePanel(facts: Facts) {
  const element = dialog('panel')
  const place = byId('panel-facts', HTMLElement)
  let generator: WebFaceGenerator | undefined

  async function show(): Promise<void> {
    const devices = await probeDevices()
    place.replaceChildren(
      section('Here', hereRows(facts, generator)),
      section(
        'This browser',
        devices.map(({ device, available, detail, hint }) => [
          device,
          [available ? detail : `no: ${detail}`, hint].filter(Boolean).join('; '),
        ]),
      ),
      ...(generator ? [section('The model', modelRows(generator.manifest))] : []),
      cardLink(),
    )
  }

  closesBeside(element)
  onClick('open-panel', () => {
    void show()
    element.showModal()
  })
  facts.onChange(() => element.open && void show())

  return {
    /** The model is here. */
    tell(loaded: WebFaceGenerator): void {
      generator = loaded
    },
  }
}

function hereRows(facts: Facts, generator: WebFaceGenerator | undefined): Row[] {
  const first = facts.firstFaceMs()
  const rate = facts.facesPerSecond()
  const move = facts.move()
  const skipped = (generator?.skipped ?? []).map(
    ({ device, cause }) => `${device}: ${cause instanceof Error ? cause.message : String(cause)}`,
  )
  return [
    ['Device', generator ? deviceOf(generator) : 'loading'],
    ...(move ? [['Moved', move] as const] : []),
    ...(skipped.length > 0 ? skipped : ['nothing']).map((text, n): Row => [
      n === 0 ? 'Passed over' : '',
      text,
    ]),
    ['First face', first === undefined ? 'not yet' : `${(first / 1000).toFixed(2)} s after the page began`],
    ['Speed', rate === undefined ? 'not yet known' : `${rate.toFixed(0)} faces a second`],
    ['Without a network', isKept() ? 'works' : 'from the second visit on'],
  ]
}

function deviceOf({ device }: WebFaceGenerator): string {
  return device === 'wasm' ? `wasm, ${threads} ${threads === 1 ? 'thread' : 'threads'}` : device
}

/** A service worker has brought this page. */
function isKept(): boolean {
  const container = navigator.serviceWorker as ServiceWorkerContainer | undefined
  return container?.controller != null
}

function cardLink(): HTMLElement {
  const paragraph = document.createElement('p')
  const link = document.createElement('a')
  link.href = './model-card.html'
  link.textContent = 'The whole model card'
  paragraph.append(link, ': what was measured, who is in it, what it cannot do.')
  return paragraph
}
