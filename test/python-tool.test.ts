import { expect, it } from 'vitest'
import { python } from './parity/python.ts'

it('the Python exporter passes its own tests', { timeout: 600_000 }, async () => {
  const { stderr } = await python(['-m', 'unittest', 'discover', '-s', 'tests'])
  const [, count] = /^Ran (\d+) tests/m.exec(stderr) ?? []
  console.log(stderr.trim().split('\n').slice(-3).join('\n'))
  expect(Number(count)).toBeGreaterThan(60)
  expect(stderr.trim().endsWith('OK')).toBe(true)
})
