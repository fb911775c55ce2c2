import type { FaceFeatures, Recogniser, StateTensor } from '../recogniser.ts'

/** The least that learns: pixels without the mean picture. */
export const meanFreePixels: Recogniser = {
  name: 'mean-free-pixels',
  title: 'Pixels without their mean',
  source: 'none',
  picturesPerPerson: 1,
  async fit({ pixels, size }) {
    const width = size * size * 3
    const data = new Float32Array(width)
    pixels.forEach((level, i) => (data[i % width] += level / (pixels.length / width)))
    return featuresOf({ shape: [width], data }, size)
  },
  async restore({ settings, tensors }) {
    const { mean } = tensors
    const size = settings['size'] as number
    if (mean?.data.length !== size * size * 3) throw new Error('has no mean picture')
    return featuresOf(mean, size)
  },
}

/** The same, but it wants to see two pictures of everybody. */
export const wantsPairs: Recogniser = { ...meanFreePixels, name: 'wants-pairs', picturesPerPerson: 2 }

function featuresOf(mean: StateTensor, size: number): FaceFeatures {
  const width = mean.data.length
  return {
    size,
    width,
    distance: 'cosine',
    embed: async (pixels) => Float32Array.from(pixels, (level, i) => level - mean.data[i % width]),
    state: () => ({ settings: { size }, tensors: { mean } }),
    dispose() {},
  }
}
