import { InvalidOptionError, type Edit } from '@facegan/core'

/** `smile=1.5,age=-1` as amounts by name. @throws InvalidOptionError */
export function editOption(text: unknown): Edit | undefined {
  if (text === undefined) return undefined
  const amounts = String(text)
    .split(',')
    .map((part) => {
      const [, name, amount] = /^\s*([a-z][a-z0-9-]*)\s*=\s*([+-]?[\d.]+(?:e[+-]?\d+)?)\s*$/i.exec(part) ?? []
      if (name === undefined || !Number.isFinite(Number(amount)))
        throw new InvalidOptionError('--edit', 'amounts by name, such as smile=1.5,age=-1', text)
      return [name, Number(amount)] as const
    })
  const edit = Object.fromEntries(amounts)
  if (Object.keys(edit).length < amounts.length)
    throw new InvalidOptionError('--edit', 'a direction once each', text)
  return edit
}
