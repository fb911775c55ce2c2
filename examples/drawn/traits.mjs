import { Mt19937 } from '@facegan/core'
import { hours } from './light.mjs'
import { hulls, rigs } from './boat.mjs'
import { hullColours, sailColours, accentColours } from './colours.mjs'

/**
 * Everything about one picture, drawn from its seed. Most traits are independent of each other: that is the variety
 * that a GAN is asked to learn.
 *
 * @param {number} seed integer in [0, 2^32)
 */
export function traitsOf(seed) {
  const random = new Mt19937(seed)
  const between = (low, high) => low + (high - low) * random.double()
  /** The mean of three: most often near the middle. */
  const about = (low, high) => (between(low, high) + between(low, high) + between(low, high)) / 3
  const oneOf = (list) => list[Math.floor(random.double() * list.length)]

  const sail = oneOf(sailColours)
  return {
    hour: between(0, hours),
    horizon: about(37, 43),
    hull: oneOf(Object.keys(hulls)),
    rig: oneOf(Object.keys(rigs)),
    hullColour: oneOf(hullColours),
    sail,
    accent: oneOf(accentColours.filter((colour) => colour !== sail)),
    pattern: oneOf(['plain', 'plain', 'band', 'stripes', 'sun']),
    /** 1: the bow points right. */
    facing: oneOf([-1, 1]),
    x: about(27, 37),
    waterline: about(48, 54),
    size: about(0.82, 1.12),
    /** Degrees to lee. */
    heel: about(-2, 9),
    cabin: random.double() < 0.4,
    hills: times(oneOf([0, 1, 1, 2]), () => ({
      x: between(-4, 68),
      width: between(16, 34),
      height: between(3, 9),
    })),
    clouds: times(oneOf([0, 1, 2, 2, 3]), () => ({
      x: between(2, 62),
      y: between(6, 26),
      width: between(9, 18),
    })),
    gulls: times(oneOf([0, 0, 0, 1, 2]), () => ({ x: between(8, 56), y: between(8, 26) })),
    stars: times(12, () => ({ x: between(1, 63), y: between(1, 30), radius: between(0.25, 0.55) })),
    ripples: times(9, () => ({ x: between(0, 64), depth: between(0.05, 1) })),
  }
}

const times = (count, make) => Array.from({ length: count }, make)

/** @typedef {ReturnType<typeof traitsOf>} Traits */
