import { SeedSequence, type Direction, type Edit } from '@facegan/web'

/** What a link restores: everything on the page that is not the same for everybody. */
export interface View {
  /** Seed of the wall's first face. */
  readonly wall: number
  /** Seeds of the faces that are held, a path in this order. None: only the wall is shown. */
  readonly held: readonly number[]
  /** Where on the path we are: 1 is the second held face, 0.5 half-way to it. From 0 to the last place. */
  readonly at: number
  /** Truncation psi of what is held, in [0, 1]. */
  readonly truncation: number
  /** How what is held is moved along the model's directions; no amount is 0. */
  readonly edit: Edit
}

export const mostHeld = 8
export const seedLimit = 2 ** 32
/** Frames from one held face to the next. */
export const framesALeg = 30

export function randomSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0]!
}

/** Seeds count up from the first and start again at 0: as the SDK takes them. */
export function seedsFrom(first: number, count: number): string {
  return SeedSequence.from(first % seedLimit, count).toString()
}

/** The held face that is nearest: the one that the seed field is about. */
export function nearest({ at, held }: View): number {
  return Math.min(Math.round(at), held.length - 1)
}

/** Which two seeds the face is between and how far, in [0, 1): a whole place is one seed. */
export function leg({ held, at }: View): { readonly a: number; readonly b: number; readonly t: number } {
  const place = Math.min(Math.floor(at), held.length - 1)
  const a = held[place]!
  return { a, b: held[place + 1] ?? a, t: at - place }
}

/** In words, for titles, alternative texts and announcements. */
export function describe(view: View): string {
  const { a, b, t } = leg(view)
  const percent = Math.round(t * 100)
  return t === 0 ? `Seed ${a}` : `Seed ${a} to ${b}, ${percent} %`
}

/** A link may be made for another model: what this one cannot do is left out. */
export function withinRanges(edit: Edit, directions: readonly Direction[] = []): Edit {
  const moves = directions.flatMap(({ name, range: [low, high] }) => {
    const amount = Object.hasOwn(edit, name) ? Math.min(high, Math.max(low, edit[name]!)) : 0
    return amount === 0 ? [] : [[name, amount] as const]
  })
  return Object.fromEntries(moves)
}
