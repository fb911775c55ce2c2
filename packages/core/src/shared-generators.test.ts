import { describe, expect, it } from 'vitest'
import { SharedGenerators } from './shared-generators.ts'

/** Loads numbers and counts how often it was asked to. */
function counting() {
  let loads = 0
  return async () => ++loads
}

describe('shared generators', () => {
  it('load once for each key, also when two calls come at once', async () => {
    const shared = new SharedGenerators<number>()
    const open = counting()
    const both = await Promise.all([shared.get('a', open, undefined), shared.get('a', open, undefined)])
    expect(both).toEqual([1, 1])
    expect(await shared.get('b', open, undefined)).toBe(2)
    expect(await shared.get('a', open, undefined)).toBe(1)
  })

  it('load afresh after a failure', async () => {
    const shared = new SharedGenerators<number>()
    const failure = new Error('no model')
    await expect(shared.get('a', () => Promise.reject(failure), undefined)).rejects.toBe(failure)
    expect(await shared.get('a', counting(), undefined)).toBe(1)
  })

  it('let one caller stop waiting without ending the loading for another', async () => {
    const shared = new SharedGenerators<string>()
    const controller = new AbortController()
    let finish: ((value: string) => void) | undefined
    const open = () => new Promise<string>((resolve) => (finish = resolve))
    const impatient = shared.get('a', open, controller.signal)
    const patient = shared.get('a', open, undefined)
    const reason = new Error('enough')
    controller.abort(reason)
    await expect(impatient).rejects.toBe(reason)
    finish?.('loaded')
    expect(await patient).toBe('loaded')
    await expect(shared.get('a', open, controller.signal)).rejects.toBe(reason)
  })
})
