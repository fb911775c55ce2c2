import { lit, mix } from './colours.mjs'

/** Outlines in pixels: the bow points right, 0,0 is the water under the mast, up is negative. */

/** @type {Record<string, string>} */
export const hulls = {
  yacht: 'M-16.5,-6.2 Q-15,1.6 -9,2.4 L9,2.4 Q15,1 18.5,-8 Q2,-5 -16.5,-6.2Z',
  dory: 'M-17.5,-8.6 Q-14,2.4 -7,2.4 L8,2.4 Q14.5,2 18.5,-9.4 Q0.5,-3 -17.5,-8.6Z',
  tub: 'M-14.5,-6.4 Q-14,3 -5,3 L6,3 Q14.5,3 16,-7.6 Q1,-5.6 -14.5,-6.4Z',
}

/** A mast is [x, top]; sails are drawn in their order, the ones in front last. */
export const rigs = {
  sloop: {
    masts: [[1, -38]],
    sails: [
      'M2.4,-33 Q9.5,-20 16,-9.4 Q9,-8.4 3.4,-9.6 Q5,-21 2.4,-33Z',
      'M0,-37 Q-10.5,-25 -14,-10 Q-6,-8 0,-9.4Z',
    ],
  },
  gaff: {
    masts: [[2, -33]],
    sails: [
      'M3.4,-29 Q10,-19 16.5,-9.4 Q9.5,-8.4 4.2,-9.6 Q5.6,-19 3.4,-29Z',
      'M1,-26 L-10.5,-34.5 Q-15.5,-22 -14.5,-10 Q-6,-8 1,-9.4Z',
    ],
  },
  junk: {
    masts: [[2, -37]],
    sails: ['M8,-30 Q1,-37 -7,-35 Q-15,-24 -13.5,-10.6 Q-2,-8 10.5,-10 Q13.5,-20 8,-30Z'],
  },
  ketch: {
    masts: [
      [5, -37],
      [-9.5, -27],
    ],
    sails: [
      'M6.4,-33 Q12,-20 17.5,-10 Q11,-9 7,-10 Q8.6,-21 6.4,-33Z',
      'M4,-36 Q-5.4,-24 -6.4,-10 Q-1,-8.6 4,-9.6Z',
      'M-10.3,-26 Q-15.4,-18 -16.4,-9.6 Q-13,-8.8 -10.3,-9.4Z',
    ],
  },
}

/**
 * The boat as SVG, lit by its sun. It stands on 0,0.
 *
 * @param {import('./traits.mjs').Traits} traits
 * @param {ReturnType<typeof import('./light.mjs').lightAt>} light
 */
export function boat(traits, light) {
  const { masts, sails } = rigs[traits.rig]
  const tint = (colour) => lit(colour, light.light)
  const { side, trim } = traits.hullColour
  const shade = mix(light.near, '#000000', 0.15)
  /** From 0, the sun behind the stern, to 1, ahead of the bow. */
  const ahead = traits.facing === 1 ? light.x / 64 : 1 - light.x / 64
  const wood = tint('#8a5a3c')
  const sail = tint(traits.sail)
  const [[mastX, mastTop]] = masts
  return `
    <linearGradient id="sail" x1="${1 - ahead}" x2="${ahead}" y1="0.15" y2="0.5">
      <stop offset="0" stop-color="${mix(sail, shade, 0.3)}"/>
      <stop offset="1" stop-color="${mix(sail, light.disc, 0.35)}"/>
    </linearGradient>
    <linearGradient id="hull" x1="0" x2="0" y1="0" y2="1">
      <stop offset="0.24" stop-color="${tint(trim)}"/>
      <stop offset="0.3" stop-color="${tint(side)}"/>
      <stop offset="1" stop-color="${mix(tint(side), shade, 0.6)}"/>
    </linearGradient>
    <clipPath id="sails">${sails.map((outline) => `<path d="${outline}"/>`).join('')}</clipPath>
    ${masts.map(([x, top]) => `<path d="M${x},-6V${top}" stroke="${wood}" stroke-width="1.1"/>`).join('')}
    <path d="M${mastX},${mastTop}l-6.5,1.6 6.5,2z" fill="${tint(traits.accent)}"/>
    ${sails.map((outline) => `<path d="${outline}" fill="url(#sail)"/>`).join('')}
    <g clip-path="url(#sails)">${pattern(traits, tint(traits.accent), mix(sail, shade, 0.3))}</g>
    ${traits.cabin ? cabin(tint('#fbf1dc'), light.night > 0.4 ? '#ffd98a' : tint('#4d6d88')) : ''}
    <path d="${hulls[traits.hull]}" fill="url(#hull)"/>
    ${light.night > 0.4 ? lantern(mastX) : ''}`
}

function pattern({ pattern, rig }, accent, seam) {
  const battens =
    rig === 'junk' ? lines([-29, -23.5, -18, -12.5], seam, 0.9) : lines([-26, -17.5], seam, 0.45)
  const printed = {
    plain: '',
    band: lines([-13.4], accent, 3.4),
    stripes: lines([-31, -24, -17, -10], accent, 2.9),
    sun: `<circle cx="-5" cy="-18" r="3.6" fill="${accent}"/>`,
  }
  return printed[pattern] + battens
}

function lines(heights, colour, width) {
  const stroke = `stroke="${colour}" stroke-width="${width}" fill="none"`
  return heights.map((y) => `<path d="M-20,${y}q20,2.4 40,-1" ${stroke}/>`).join('')
}

function cabin(wall, window) {
  return `<path d="M-10,-5 L-9.4,-10.2 Q-3,-11.2 3.4,-10 L5,-5Z" fill="${wall}"/>
    <circle cx="-5.8" cy="-7.9" r="1.25" fill="${window}"/><circle cx="-0.6" cy="-7.9" r="1.25" fill="${window}"/>`
}

function lantern(x) {
  return `<radialGradient id="glow"><stop offset="0" stop-color="#ffe3a0" stop-opacity="0.75"/>
      <stop offset="1" stop-color="#ffcf7a" stop-opacity="0"/></radialGradient>
    <circle cx="${x}" cy="-9.5" r="9" fill="url(#glow)"/><circle cx="${x}" cy="-9.5" r="1.3" fill="#fff2c4"/>`
}
