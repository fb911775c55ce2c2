import { Mt19937 } from '@facegan/core'
import { describe, expect, it } from 'vitest'
import { permutation } from './permutation.ts'

describe('permutation', () => {
  // python -c 'import numpy as np; r = np.random.RandomState(9); print(r.permutation(10), r.permutation(64)[:5])'
  it('draws NumPy’s orders, one after the other', () => {
    const random = new Mt19937(9)
    expect(permutation(random, 10)).toEqual([8, 4, 7, 2, 1, 9, 3, 0, 6, 5])
    expect(permutation(random, 64).slice(0, 5)).toEqual([48, 6, 31, 14, 25])
  })

  it('draws nothing for one picture', () => {
    const random = new Mt19937(9)
    expect(permutation(random, 1)).toEqual([0])
    expect(permutation(random, 10)).toEqual([8, 4, 7, 2, 1, 9, 3, 0, 6, 5])
  })
})
