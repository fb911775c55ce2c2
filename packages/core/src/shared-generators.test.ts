import { describe, expect, it } from 'vitest'
import { SharedGenerators } from './shared-generators.ts'

/** Loads numbers and counts how often it was asked to. */
function counting() {
  let loads = 0
  const forgets: (() => void)[] = []
  const open = async (forget: () => void) => {
    forgets.push(forget)
    return ++loads
  }
  return { open, forgets }
}

describe('shared generators', () => {
  it('load once for each key, also when two calls come at once', async () => {
    const shared = new SharedGenerators<number>()
    const { open } = counting()
    const both = await Promise.all([shared.get('a', open, undefined), shared.get('a', open, undefined)])
    expect(both).toEqual([1, 1])
    expect(await shared.get('b', open, undefined)).toBe(2)
    expect(await shared.get('a', open, undefined)).toBe(1)
  })

  it('load afresh after a crash; a late crash of an old one forgets nothing new', async () => {
    const shared = new SharedGenerators<number>()
    const { open, forgets } = counting()
    await shared.get('a', open, undefined)
    forgets[0]()
    expect(await shared.get('a', open, undefined)).toBe(2)
    forgets[0]()
    expect(await shared.get('a', open, undefined)).toBe(2)
  })

  it('load afresh after a failure', async () => {
    const shared = new SharedGenerators<number>()
    const failure = new Error('no model')
    await expect(shared.get('a', () => Promise.reject(failure), undefined)).rejects.toBe(failure)
    expect(await shared.get('a', counting().open, undefined)).toBe(1)
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
