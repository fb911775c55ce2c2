import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { isSupported, machine } from './machine.ts'

it.each([
  ['20.18.3', false],
  ['20.19.0', true],
  ['21.7.0', false],
  ['22.11.0', false],
  ['22.12.0', true],
  ['23.5.0', false],
  ['24.0.0', true],
  ['26.1.0', true],
])('Node %s is supported: %s, as `engines` says', (version, supported) => {
  const { engines } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  expect(engines.node).toBe('^20.19 || ^22.12 || >=24')
  expect(isSupported(version)).toBe(supported)
})

it('tells the versions of what makes and encodes faces', () => {
  const packages = machine().find(({ subject }) => subject === 'packages')
  expect(packages).toMatchObject({ ok: true })
  expect(packages?.detail).toMatch(/^facegan \d.*onnxruntime-node \d.*sharp \d/)
})
