import { boat } from './boat.mjs'
import { mix } from './colours.mjs'
import { lightAt } from './light.mjs'

/** The side of a picture in pixels. */
export const side = 64

/**
 * @param {import('./traits.mjs').Traits} traits
 * @returns {string} the picture as SVG
 */
export function pictureOf(traits) {
  const light = lightAt(traits.hour)
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" width="${side}" height="${side}">
    ${sky(traits, light)}
    ${sea(traits, light)}
    ${afloat(traits, light)}
  </svg>`
}

function sky({ horizon, stars, clouds, hills, gulls }, light) {
  const y = sunHeight(horizon, light)
  const cloud = mix(light.low, light.disc, 0.55)
  const hill = mix(light.far, light.zenith, 0.55)
  const gull = mix(light.disc, light.zenith, 0.75)
  return `
    <linearGradient id="sky" x1="0" x2="0" y1="0" y2="1">
      <stop offset="0" stop-color="${light.zenith}"/><stop offset="0.55" stop-color="${light.sky}"/>
      <stop offset="1" stop-color="${light.low}"/>
    </linearGradient>
    <radialGradient id="halo">
      <stop offset="0.2" stop-color="${light.disc}" stop-opacity="${0.7 - 0.4 * light.night}"/>
      <stop offset="1" stop-color="${light.disc}" stop-opacity="0"/>
    </radialGradient>
    <filter id="soft" x="-0.3" y="-0.3" width="1.6" height="1.6"><feGaussianBlur stdDeviation="0.7"/></filter>
    <rect width="${side}" height="${horizon + 1}" fill="url(#sky)"/>
    <g fill="#fff8e0" opacity="${Math.max(0, light.night - 0.3)}">
      ${stars.map(({ x, y, radius }) => `<circle cx="${x}" cy="${y}" r="${radius}"/>`).join('')}
    </g>
    <circle cx="${light.x}" cy="${y}" r="15" fill="url(#halo)"/>
    <g transform="translate(${light.x} ${y})" fill="${light.disc}">${light.moon ? crescent : sun}</g>
    <g fill="${cloud}" opacity="${0.85 - 0.6 * light.night}" filter="url(#soft)">
      ${clouds.map(cloudPath).join('')}
    </g>
    <g fill="${hill}" opacity="0.8">
      ${hills.map((hill) => hillPath(hill, horizon + 0.5)).join('')}
    </g>
    <g fill="none" stroke="${gull}" stroke-width="0.7" stroke-linecap="round">
      ${light.night > 0.4 ? '' : gulls.map(gullPath).join('')}
    </g>`
}

const sun = '<circle r="4.6"/>'
const crescent = '<path d="M-1.6,-4.6a4.9,4.9 0 1 0 6,6.4a4.3,4.3 0 0 1 -6,-6.4z"/>'

/** Three puffs on a flat base. */
function cloudPath({ x, y, width }) {
  const puff = (at, radius) => `<circle cx="${x + at * width}" cy="${y - 0.6 * radius}" r="${radius}"/>`
  const base = `<rect x="${x - width / 2}" y="${y - 2}" width="${width}" height="2.6" rx="1.3"/>`
  return base + puff(-0.2, 0.16 * width) + puff(0.06, 0.22 * width) + puff(0.28, 0.12 * width)
}

function hillPath({ x, width, height }, y) {
  const left = x - width / 2
  return `<path d="M${left},${y}q${0.3 * width},${-2 * height} ${0.55 * width},${-0.9 * height}t${0.45 * width},${0.9 * height}z"/>`
}

function gullPath({ x, y }) {
  return `<path d="M${x - 2.4},${y - 0.8}q1.6,-1 2.4,0.8q0.8,-1.8 2.4,-0.8"/>`
}

function sea({ horizon, ripples }, light) {
  const depth = side - horizon
  /** The path of the sun on the water: strokes that grow wider and further apart towards us. */
  const glitter = Array.from({ length: 7 }, (_, i) => {
    const near = (i + 0.4) / 7
    const width = 3 + 6 * near + (i % 2) * 2.5
    return `<ellipse cx="${light.x + (i % 2 ? 0.8 : -0.8)}" cy="${horizon + depth * near}" rx="${width}" ry="0.65" opacity="${0.75 - 0.6 * near}"/>`
  })
  return `
    <linearGradient id="sea" x1="0" x2="0" y1="0" y2="1">
      <stop offset="0" stop-color="${light.far}"/><stop offset="1" stop-color="${light.near}"/>
    </linearGradient>
    <rect y="${horizon}" width="${side}" height="${depth}" fill="url(#sea)"/>
    <g fill="${light.disc}">${glitter.join('')}</g>
    <g fill="none" stroke="${light.low}" stroke-width="0.7" stroke-linecap="round" opacity="0.35">
      ${ripples.map((ripple) => ripplePath(ripple, horizon + depth * ripple.depth)).join('')}
    </g>`
}

/** Further out they are smaller: depth goes from 0, the horizon, to 1. */
function ripplePath({ x, depth }, y) {
  const half = 2 + 4 * depth
  return `<path d="M${x - half},${y}q${half},${-1.2 * depth} ${2 * half},0"/>`
}

/** The boat, its image in the water and the foam between the two. */
function afloat(traits, light) {
  const { x, waterline, size, facing, heel, horizon } = traits
  const foam = mix(light.disc, light.far, 0.2 + 0.35 * light.night)
  return `
    <defs><g id="boat">${boat(traits, light)}</g></defs>
    <clipPath id="water"><rect y="${horizon}" width="${side}" height="${side}"/></clipPath>
    <g clip-path="url(#water)" opacity="0.34">
      <use href="#boat" filter="url(#soft)" transform="translate(${x} ${waterline + 1}) scale(${facing * size} ${-0.5 * size}) rotate(${-heel})"/>
    </g>
    <g transform="translate(${x} ${waterline}) scale(${facing * size} ${size})">
      <use href="#boat" transform="rotate(${-heel})"/>
      <path d="M-17,2.5q5,-1.4 9,-0.3t9,0 8,-0.6q4.5,-1 8,1.2q-6,1.1 -17,1t-17,-1.3z" fill="${foam}" opacity="0.8"/>
    </g>`
}

/** Where the sun's centre is: it touches the water when it rises and sets. */
function sunHeight(horizon, { height }) {
  return horizon - 3 - (horizon - 12) * height
}
