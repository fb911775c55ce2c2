/** A file of its own, so that the checks of a foreign model are fetched only with one. */
export { graphProblems, parseManifest } from '@facegan/core'
