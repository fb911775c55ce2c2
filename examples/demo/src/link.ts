import type { Edit } from '@facegan/web'
import { mostHeld, seedLimit, type View } from './view.ts'

/** `wall=7&hold=42,77&at=0.5&truncation=0.8&edit=smile:1.5,turn:-1`; what has its usual value is left out. */
export function formatLink({ wall, held, at, truncation, edit }: View): string {
  const moves = Object.entries(edit).map(([name, amount]) => `${name}:${round(amount)}`)
  return [
    `wall=${wall}`,
    ...(held.length > 0 ? [`hold=${held.join(',')}`] : []),
    ...(held.length > 0 && at !== 0 ? [`at=${round(at)}`] : []),
    ...(held.length > 0 && truncation !== 1 ? [`truncation=${round(truncation)}`] : []),
    ...(held.length > 0 && moves.length > 0 ? [`edit=${moves.join(',')}`] : []),
  ].join('&')
}

/** Reads what anybody may have written: what makes no sense is as if it were not there. */
export function parseLink(hash: string, wallOtherwise: number): View {
  const fields = new URLSearchParams(hash.replace(/^#/, ''))
  const field = (name: string) => fields.get(name) ?? ''
  const held = field('hold')
    .split(',')
    .map(parseSeed)
    .filter((seed) => seed !== undefined)
    .slice(0, mostHeld)
  return {
    wall: parseSeed(field('wall')) ?? wallOtherwise,
    held,
    at: numberWithin(field('at'), 0, Math.max(0, held.length - 1)) ?? 0,
    truncation: numberWithin(field('truncation'), 0, 1) ?? 1,
    edit: parseMoves(field('edit')),
  }
}

export function parseSeed(text: string): number | undefined {
  const seed = Number(text)
  return /^\d+$/.test(text) && seed < seedLimit ? seed : undefined
}

function parseMoves(text: string): Edit {
  const moves = text.split(',').flatMap((part) => {
    const [name, amount] = part.split(':')
    const value = numberWithin(amount ?? '', -100, 100)
    return name && value !== undefined && value !== 0 ? [[name, value] as const] : []
  })
  return Object.fromEntries(moves)
}

function numberWithin(text: string, low: number, high: number): number | undefined {
  if (!/^-?\d+(\.\d+)?$/.test(text)) return undefined
  return Math.min(high, Math.max(low, Number(text)))
}

/** Sliders step by hundredths and frames by thirtieths: four digits tell all apart. */
function round(value: number): number {
  return Math.round(value * 1e4) / 1e4
}
