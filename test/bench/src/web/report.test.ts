import { describe, expect, it } from 'vitest'
import { reportFirstFace } from './first-face-report.ts'
import { calmOf, reportResponsiveness } from './responsiveness.ts'
import { assertSameLevels } from './throughput.ts'
import { reportWebGpu } from './webgpu.ts'

const base64 = (...levels: number[]) => Buffer.from(levels).toString('base64')
const sample = (milliseconds: number) => ({ milliseconds, cpuMilliseconds: milliseconds })

describe('pictures of the same seeds', () => {
  it('may be one level apart', () => {
    expect(() =>
      assertSameLevels({ a: base64(1, 2, 3), b: base64(1, 3, 2), c: base64(2, 2, 3) }),
    ).not.toThrow()
  })

  it.each([
    ['two levels apart', base64(1, 2, 5)],
    ['fewer', base64(1, 2)],
    ['more', base64(1, 2, 3, 4)],
  ])('that are %s are not compared', (_, other) => {
    expect(() => assertSameLevels({ a: base64(1, 2, 3), b: other })).toThrow(
      expect.objectContaining({ code: 'BENCH_NOT_COMPARABLE' }),
    )
  })
})

describe('the page meanwhile', () => {
  const watch = { milliseconds: 500.4, frameGaps: [16, 17, 90.04, 16, 16], longTasks: [61, 75.06] }

  it('is told by gaps between frames and by long tasks', () => {
    expect(calmOf(watch)).toEqual({
      p50: 16,
      p99: 90,
      longest: 90,
      longTasks: 2,
      longestTask: 75.1,
      milliseconds: 500,
    })
    expect(calmOf({ ...watch, longTasks: [] })).toMatchObject({ longTasks: 0, longestTask: 0 })
  })

  it('is reported beside an idle page', () => {
    const idle = calmOf({ milliseconds: 100, frameGaps: [16.7], longTasks: [] })
    const report = reportResponsiveness([{ idle, working: calmOf(watch) }], 2000)
    expect(report).toContain('| while 2,000 faces are made | 16.0 (16.0-16.0) | 90.0 (90.0-90.0) |')
    expect(report).toContain('| idle | 16.7 (16.7-16.7) |')
  })
})

it('the first face: times, their ratio without an aim, parts and bytes', () => {
  const visit = (end: number, bytes: number) => ({
    firstFace: 100,
    parts: { model: { start: 10, end } },
    bytes: { model: bytes },
  })
  const rounds = [{ facegan: sample(100), 'bare page': sample(200) }]
  const visits = [{ facegan: visit(50, 2_718_333), 'bare page': visit(80, 5_400_000) }]
  const again = [{ facegan: { ...visit(0, 0), parts: {}, bytes: {} }, 'bare page': visit(80, 0) }]
  const report = reportFirstFace({
    cold: rounds,
    second: rounds,
    slow: rounds,
    visits: { cold: visits, second: again, slow: visits },
  })
  expect(report).toContain("facegan takes, of bare page's time, **0.50 (0.50-0.50)**")
  expect(report).not.toContain('the aim')
  expect(report).toContain('| model | 10-50 | 2718.3 | 10-80 | 5400.0 |')
  expect(report).toContain('| model | from a cache | 0.0 | 10-80 | 0.0 |')
})

describe('WebGPU', () => {
  it('is not timed in software, and that is said', () => {
    const report = reportWebGpu({ adapter: { name: 'swiftshader', software: true }, rounds: [] })
    expect(report).toContain('It is a software adapter, so it was not timed.')
    expect(reportWebGpu(undefined)).toContain('neither drawn nor timed')
  })

  it('is a ratio to WASM on a graphics card', () => {
    const rounds = [{ WebGPU: sample(1), WASM: sample(4) }]
    const report = reportWebGpu({ adapter: { name: 'a card', software: false }, rounds })
    expect(report).toContain('WebGPU 1000 (1000-1000), WASM 250 (250-250)')
    expect(report).toContain('**4.00 (4.00-4.00)**')
  })
})
