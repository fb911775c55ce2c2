import { mix } from './colours.mjs'

/**
 * The light of a day, hour by hour; a time in between is a mixture of its neighbours. Zenith, sky and low make the
 * sky, far and near the sea; disc is the sun or moon, light what falls on the boat, night how dark it is.
 */
const day = {
  // midnight, dawn, morning, noon, afternoon, sunset, dusk
  zenith: ['#101b41', '#5566a6', '#86c5de', '#4aa6d9', '#7db9cf', '#53508e', '#262f64'],
  sky: ['#20356a', '#b98bb6', '#bfe2e4', '#86cbe8', '#f8d79a', '#de6f7c', '#645a9d'],
  low: ['#3d5a94', '#fbcbaa', '#fdf0da', '#d8f0ee', '#ffe2a0', '#ffb56b', '#dd90a3'],
  far: ['#304f85', '#d9a9b4', '#aedbd9', '#66c1d2', '#f2c88f', '#f3a077', '#9c7aa8'],
  near: ['#0f1e45', '#4f6298', '#3b95a5', '#1f80a8', '#3a8a9c', '#5d4a7c', '#2b3166'],
  disc: ['#f6efd2', '#fff1d2', '#fffbe6', '#fffdf0', '#fff6cf', '#fff0b8', '#f8ead2'],
  light: ['#8795c9', '#e6cbd6', '#fff5e8', '#ffffff', '#ffe8c0', '#f7bfa6', '#b0a2cf'],
  night: [1, 0.25, 0, 0, 0, 0, 0.6],
}

export const hours = day.night.length

/**
 * @param {number} hour in [0, hours); 0 is midnight, 3 noon, 5 sunset
 * @returns the light, and where the sun or moon stands: x in pixels, height from 0, the horizon, to 1
 */
export function lightAt(hour) {
  const at = (values, blend) => blend(values[Math.floor(hour)], values[Math.ceil(hour) % hours], hour % 1)
  const { night, ...colours } = day
  const mixed = Object.entries(colours).map(([name, values]) => [name, at(values, mix)])
  // the sun is up from 0.75 to 5.5, the moon in what is left of the day
  const sunUp = hour >= 0.75 && hour < 5.5
  const way = sunUp ? (hour - 0.75) / 4.75 : ((hour + hours - 5.5) % hours) / (hours - 4.75)
  return {
    .../** @type {Record<keyof typeof colours, string>} */ (Object.fromEntries(mixed)),
    night: at(night, (from, to, share) => from + (to - from) * share),
    moon: !sunUp,
    x: 8 + 48 * way,
    height: Math.sin(Math.PI * way),
  }
}
