import { describe, expect, it } from 'vitest'
import { fetchesOf, kindOf, stepsOf, type Message } from './first-face-parts.ts'

const messages: Message[] = [
  { way: 'to', type: '', at: 30 },
  { way: 'to', type: 'load', at: 120 },
  { way: 'from', type: 'loaded', at: 400 },
  { way: 'to', type: 'run', at: 401 },
  { way: 'from', type: 'pixels', at: 450 },
  { way: 'from', type: 'pixels', at: 600 },
]

describe('the way to the first face', () => {
  it('files are told apart by how their addresses end', () => {
    expect(
      [
        'first-face/',
        'assets/page-Ab3.js',
        'assets/wasm-worker-x_1.js',
        'ort-Q.wasm',
        'facegan-k.json',
        'p.onnx',
      ].map(kindOf),
    ).toEqual([
      'page and its scripts',
      'page and its scripts',
      'worker script',
      'WASM runtime',
      'manifest',
      'model',
    ])
  })

  it('files of a kind are one span, from the first begin to the last end', () => {
    const fetches = [
      { url: '/', start: 0, end: 5 },
      { url: 'page.js', start: 6, end: 20 },
      { url: 'chunk.js', start: 7, end: 12 },
      { url: 'generator.onnx', start: 40, end: 100 },
    ]
    expect(fetchesOf(fetches, messages, 450)).toEqual({
      'page and its scripts': { start: 0, end: 20 },
      model: { start: 40, end: 100 },
    })
  })

  it('what began behind the first batch is not on the way', () => {
    const later = [{ url: 'device-runner.js', start: 451, end: 460 }]
    expect(fetchesOf(later, messages, 450)).toEqual({})
  })

  it("a worker's script begins when the worker is made and ends at its first end", () => {
    const fetches = [
      { url: 'wasm-worker.js', start: 140, end: 60 }, // as Chromium tells it
      { url: 'wasm-worker.js', start: 210, end: 180 },
    ]
    expect(fetchesOf(fetches, messages, 450)).toEqual({ 'worker script': { start: 30, end: 60 } })
  })

  it('questions to a worker and the first answers are steps, in our words and in the bare one’s', () => {
    const steps = { 'network is opened': { start: 120, end: 400 }, 'first batch': { start: 401, end: 450 } }
    expect(stepsOf(messages)).toEqual(steps)
    const words = { load: 'open', loaded: 'ready', run: 'draw' } as Record<string, string>
    expect(stepsOf(messages.map((m) => ({ ...m, type: words[m.type] ?? m.type })))).toEqual(steps)
  })
})
