import type { Direction } from '@facegan/web'
import { byId } from '../elements.ts'
import type { Store } from '../store.ts'
import type { View } from '../view.ts'

interface DialOptions {
  readonly name: string
  readonly range: readonly [low: number, high: number]
  readonly step: number
  /** Where the face is itself. */
  readonly rest: number
  readonly onInput: (value: number) => void
}

/** A slider for the truncation and one for every direction of the model, within its range. */
export function createDials(store: Store, directions: readonly Direction[] = []) {
  const dials = new Map<string, ReturnType<typeof createDial>>()
  const named = byId('dials', HTMLElement)
  const nameless = byId('nameless-dials', HTMLElement)
  const truncation = createDial({
    name: 'truncation',
    range: [0, 1],
    step: 0.01,
    rest: 1,
    onInput: (value) => store.change({ truncation: value }),
  })
  named.append(truncation.element)
  for (const { name, range, method } of directions) {
    const dial = createDial({ name, range, step: 0.1, rest: 0, onInput: (value) => move(name, value) })
    dials.set(name, dial)
    // directions found in the weights have a number for a name
    const place = method === 'sefa' ? nameless : named
    place.append(dial.element)
  }
  nameless.closest('details')!.hidden = nameless.childElementCount === 0

  function move(name: string, amount: number): void {
    const { [name]: _, ...others } = store.view().edit
    store.change({ edit: amount === 0 ? others : { ...others, [name]: amount } })
  }

  return {
    show({ truncation: psi, edit }: View): void {
      truncation.show(psi)
      for (const [name, dial] of dials) dial.show(edit[name] ?? 0)
    },
  }
}

function createDial({ name, range: [low, high], step, rest, onInput }: DialOptions) {
  const element = document.createElement('div')
  element.className = 'dial'
  const label = document.createElement('label')
  label.textContent = name
  const input = document.createElement('input')
  Object.assign(input, { type: 'range', id: `dial-${name}`, min: low, max: high, step, value: rest })
  label.htmlFor = input.id
  const output = document.createElement('output')
  output.htmlFor.add(input.id)
  element.append(label, input, output)
  input.addEventListener('input', () => onInput(input.valueAsNumber))
  element.addEventListener('dblclick', () => onInput(rest))

  const percent = (value: number) => `${((value - low) / (high - low)) * 100}%`
  return {
    element,
    show(value: number): void {
      if (input.valueAsNumber !== value) input.valueAsNumber = value
      output.textContent = rest === 0 ? signed(value) : value.toFixed(2)
      // the track is filled from where the face is itself
      input.style.setProperty('--from', percent(Math.min(rest, value)))
      input.style.setProperty('--to', percent(Math.max(rest, value)))
    },
  }
}

function signed(value: number): string {
  if (value === 0) return '0'
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(1)}`
}
