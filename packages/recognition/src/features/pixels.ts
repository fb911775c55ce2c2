import type { MakeDescriptor } from './descriptor.ts'

/** The pixels themselves, in [0, 1]. */
export const greyPixels: MakeDescriptor = (size) => ({
  width: size * size,
  describe(picture, into) {
    for (let i = 0; i < into.length; i++) into[i] = picture[i] / 255
  },
})
