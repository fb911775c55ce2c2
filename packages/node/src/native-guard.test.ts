import { describe, expect, it } from 'vitest'
import { NativeGuard } from './native-guard.ts'

describe('a native guard', () => {
  it('is busy while work is inside, in both views of its memory', async () => {
    const guard = new NativeGuard()
    const other = new NativeGuard(guard.memory)
    let finish: ((value: number) => void) | undefined
    const work = guard.enter(() => new Promise<number>((resolve) => (finish = resolve)))
    expect(other.busy).toBe(true)
    finish?.(7)
    expect(await work).toBe(7)
    expect(other.busy).toBe(false)
  })

  it('lets nothing in once it is closed, and is idle then', async () => {
    const guard = new NativeGuard()
    new NativeGuard(guard.memory).close()
    let entered = false
    await expect(guard.enter(async () => (entered = true))).rejects.toThrow(/closing/)
    expect(entered).toBe(false)
    expect(guard.busy).toBe(false)
  })

  it('is idle again after work that failed', async () => {
    const guard = new NativeGuard()
    await expect(guard.enter(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(guard.busy).toBe(false)
  })

  it('blocks no longer than it may', () => {
    const guard = new NativeGuard()
    void guard.enter(() => new Promise(() => {}))
    const begun = performance.now()
    guard.blockUntilIdle(50)
    expect(performance.now() - begun).toBeGreaterThan(45)
    expect(performance.now() - begun).toBeLessThan(2000)
  })
})
