import type { FaceFeatures, Recogniser } from '../recogniser.ts'

/** Every `step`-th pixel of every `step`-th row as it is: learns nothing, for tests of what is round a recogniser. */
export function pixelRecogniser(name: string, step: number, picturesPerPerson: 1 | 2 = 1): Recogniser {
  return {
    name,
    title: `Pixels, one in ${step}`,
    source: 'None',
    picturesPerPerson,
    fit: async ({ size }) => pixelFeatures(size, step),
    restore: async ({ settings }) => pixelFeatures(Number(settings['size']), step),
  }
}

function pixelFeatures(size: number, step: number): FaceFeatures {
  const side = Math.ceil(size / step)
  return {
    size,
    width: side * side,
    distance: 'cosine',
    async embed(pixels) {
      const vectors = new Float32Array((pixels.length / (size * size * 3)) * side * side)
      return vectors.map((_, i) => {
        const at = i % (side * side)
        const [column, line] = [(at % side) * step, Math.floor(at / side) * step]
        return pixels[(Math.floor(i / (side * side)) * size * size + line * size + column) * 3] - 127.5
      })
    },
    state: () => ({ settings: { size }, tensors: {} }),
    dispose: () => {},
  }
}
