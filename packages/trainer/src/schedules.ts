import * as v from 'valibot'

const shapes = {
  linear: (from: number, to: number, share: number) => from + (to - from) * share,
  /** Half a cosine: flat at both ends (Loshchilov and Hutter 2017, arXiv:1608.03983, without restarts). */
  cosine: (from: number, to: number, share: number) =>
    to + ((from - to) * (1 + Math.cos(Math.PI * share))) / 2,
}

/** A number that stays, or moves from one to another over the first `kimg` thousand pictures and stays there. */
export const scheduleSchema = (number: v.GenericSchema<number>) =>
  v.union([
    number,
    v.strictObject({
      from: number,
      to: number,
      kimg: v.pipe(v.number(), v.finite(), v.gtValue(0)),
      shape: v.picklist(['linear', 'cosine']),
    }),
  ])

export type Schedule =
  | number
  | { readonly from: number; readonly to: number; readonly kimg: number; readonly shape: keyof typeof shapes }

/** The value of a schedule after so many thousand pictures. */
export function valueAt(schedule: Schedule, kimg: number): number {
  if (typeof schedule === 'number') return schedule
  const { from, to, shape } = schedule
  return shapes[shape](from, to, Math.min(1, kimg / schedule.kimg))
}
