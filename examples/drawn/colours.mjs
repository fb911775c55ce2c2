/** Hull, and the trim that goes with it. */
export const hullColours = [
  { side: '#d4503e', trim: '#f7ead2' }, // signal coral
  { side: '#2a4373', trim: '#f2c869' }, // navy
  { side: '#2f7260', trim: '#f4e6c8' }, // bottle green
  { side: '#f6ead4', trim: '#c9503f' }, // cream
  { side: '#e2a537', trim: '#3a4a70' }, // mustard
  { side: '#2f929b', trim: '#fbf1dc' }, // lagoon
  { side: '#7a4a3a', trim: '#eec27c' }, // varnish
]

export const sailColours = ['#fdf6e6', '#fdf6e6', '#f3dcb4', '#c25a3f', '#efb64e', '#b9dde0', '#efbcae']

/** Pennant, bands and emblems. */
export const accentColours = ['#d4503e', '#2a4373', '#efb64e', '#2f929b', '#fdf6e6']

/**
 * @param {string} from `#rrggbb`
 * @param {string} to `#rrggbb`
 * @param {number} share 0 is `from`, 1 is `to`
 */
export function mix(from, to, share) {
  return join(levels(from).map((level, i) => level + (levels(to)[i] - level) * share))
}

/** The colour of a thing under a light: both multiplied, as ink on tinted paper. */
export function lit(colour, light) {
  return join(levels(colour).map((level, i) => (level * levels(light)[i]) / 255))
}

const levels = (colour) => [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))

const join = (rgb) => `#${rgb.map((level) => Math.round(level).toString(16).padStart(2, '0')).join('')}`
