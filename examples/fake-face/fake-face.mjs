import { generateFaces, seedOfText } from '@facegan/node'

/**
 * The same face for the same text, today, tomorrow and on another machine.
 *
 * @param {string} text such as a user's id
 * @param {import('@facegan/node').GenerateFacesOptions} [options]
 * @returns {Promise<import('@facegan/node').NodeFace>}
 */
export async function fakeFace(text, options = {}) {
  const [face] = await generateFaces({ ...options, seeds: seedOfText(text) })
  return face
}
