import { expect, it } from 'vitest'
import { reportConversions } from './report.ts'
import { assertSame } from './time.ts'

const sample = (milliseconds: number) => ({ milliseconds, cpuMilliseconds: 2 * milliseconds })

it('the report shows the median ratio and its quartiles', () => {
  const rounds = [
    { 'tfjs-to-onnx': sample(2), tf2onnx: sample(6) },
    { 'tfjs-to-onnx': sample(4), tf2onnx: sample(4) },
    { 'tfjs-to-onnx': sample(2), tf2onnx: sample(4) },
  ]
  expect(reportConversions([{ name: 'net', batch: 4, rounds }])).toContain(
    '\n| net | 4 | 8.00 | 4.00 | **2.00** (1.00-3.00) | **2.00** (1.00-3.00) |\n',
  )
})

it('networks that do not give the same numbers are not compared', () => {
  const same = [Float32Array.of(1, 200), Float32Array.of(1.01, 200.01)]
  expect(() => assertSame('net', same)).not.toThrow()
  for (const other of [Float32Array.of(1, 201), Float32Array.of(NaN, 200), Float32Array.of(1, 200, 3)])
    expect(() => assertSame('net', [same[0]!, other])).toThrow(
      expect.objectContaining({ code: 'BENCH_NOT_COMPARABLE' }),
    )
})
