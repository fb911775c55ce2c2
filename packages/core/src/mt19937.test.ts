import { describe, expect, it } from 'vitest'
import { Mt19937 } from './mt19937.ts'

// python -c 'import numpy as np
// for s in (0, 1, 42, 4294967295):
//     r = np.random.RandomState(s); print(s, [int(r.randint(0, 2**32, dtype=np.uint32)) for _ in range(5)])'
const golden: readonly [seed: number, words: readonly number[]][] = [
  [0, [2357136044, 2546248239, 3071714933, 3626093760, 2588848963]],
  [1, [1791095845, 4282876139, 3093770124, 4005303368, 491263]],
  [42, [1608637542, 3421126067, 4083286876, 787846414, 3143890026]],
  [4294967295, [419326371, 479346978, 3918654476, 2416749639, 3388880820]],
]

describe('Mt19937', () => {
  it.each(golden)('gives NumPy’s words for seed %i', (seed, words) => {
    const random = new Mt19937(seed)
    expect(words.map(() => random.uint32())).toEqual(words)
  })

  // python -c 'import numpy as np; r = np.random.RandomState(7)
  // w = [int(r.randint(0, 2**32, dtype=np.uint32)) for _ in range(1300)]; print(w[623:626], w[1247:1250])'
  it('goes on correctly after its state of 624 words is used up, twice', () => {
    const random = new Mt19937(7)
    const words = Array.from({ length: 1300 }, () => random.uint32())
    expect(words.slice(623, 626)).toEqual([3222554838, 3732577367, 469411292])
    expect(words.slice(1247, 1250)).toEqual([1201781567, 2879337408, 661120021])
  })

  // python -c 'import numpy as np; print([float(x) for x in np.random.RandomState(3).random_sample(3)])'
  it('gives NumPy’s doubles', () => {
    const random = new Mt19937(3)
    expect([random.double(), random.double(), random.double()]).toEqual([
      0.5507979025745755, 0.7081478226181048, 0.2909047389129443,
    ])
  })
})
