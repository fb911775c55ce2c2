/** An entry of its own: whoever names pictures by text, or asks a server for them, needs nothing else of this package. */
export { seedOfText } from '@facegan/core'
