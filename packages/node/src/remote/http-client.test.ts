import { expect, it } from 'vitest'
import { retryAfterOf } from './http-client.ts'

const now = Date.parse('Thu, 01 Jan 2026 00:00:00 GMT')

it.each([
  [null, 0],
  ['2', 2000],
  ['Thu, 01 Jan 2026 00:00:05 GMT', 5000],
  ['Wed, 31 Dec 2025 00:00:00 GMT', 0],
  ['86400', 30_000],
  ['soon', 0],
  ['-5', 0],
])('Retry-After: %s waits %d ms', (header, waitMs) => {
  expect(retryAfterOf(header, now)).toBe(waitMs)
})
