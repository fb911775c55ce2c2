/** `count` of `total`. */
export interface Rate {
  readonly count: number
  readonly total: number
  /** 0 to 1. */
  readonly rate: number
}

export function rateOf(count: number, total: number): Rate {
  return { count, total, rate: total > 0 ? count / total : 0 }
}

/**
 * Wilson's score interval of a rate: it stays between 0 and 1 and is right for rates near 0 too.
 *
 * @param z standard normals to either side
 * @see Wilson 1927, doi:10.1080/01621459.1927.10502953
 */
export function wilsonInterval({ count, total }: Rate, z: number): [lower: number, upper: number] {
  if (total === 0) return [0, 1]
  const share = count / total
  const scale = 1 + z ** 2 / total
  const centre = (share + z ** 2 / (2 * total)) / scale
  const half = (z / scale) * Math.sqrt((share * (1 - share)) / total + z ** 2 / (4 * total ** 2))
  return [Math.max(0, centre - half), Math.min(1, centre + half)]
}

/**
 * The lower end of what `a.rate - b.rate` may be: above 0 it says that `a` is larger than chance explains.
 *
 * @see Newcombe 1998, method 10, doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I
 */
export function differenceAtLeast(a: Rate, b: Rate, z: number): number {
  const [lower] = wilsonInterval(a, z)
  const [, upper] = wilsonInterval(b, z)
  return a.rate - b.rate - Math.hypot(a.rate - lower, upper - b.rate)
}
