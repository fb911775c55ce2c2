import { expect, it } from 'vitest'
import { fakePath } from '../testing/fake-programs.ts'
import { installLine } from './install-lines.ts'

const APT = fakePath({ 'apt-get': '' })

it.each([
  ['python', APT, 'debian 12', 'sudo apt-get install -y python3 python3-venv'],
  ['python', APT, 'ubuntu 22.04', 'sudo apt-get install -y python3 python3-venv'],
  ['venv', APT, 'debian 12', 'sudo apt-get install -y python3-venv'],
  ['compiler', APT, 'ubuntu 24.04', 'sudo apt-get install -y g++'],
  ['compiler', fakePath({ dnf: '' }), 'fedora 42', 'sudo dnf install -y gcc-c++'],
  ['python', fakePath({ brew: '' }), '', 'brew install python@3.11'],
] as const)('names the line for %s', (need, env, release, line) => {
  expect(installLine(need, env, release, false)).toBe(line)
})

it('sends releases whose Python is too new to uv', () => {
  expect(installLine('python', APT, 'ubuntu 24.04', false)).toContain('astral.sh/uv')
  expect(installLine('python', fakePath({ pacman: '' }), 'arch ', false)).toMatch(/^curl/)
})

it('leaves out sudo for root', () => {
  expect(installLine('compiler', APT, 'debian 12', true)).toBe('apt-get install -y g++')
})
