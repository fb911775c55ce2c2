// `pnpm faces`: from a fresh clone to a sheet of faces. Needs Node and the npm registry only.

import { install, step } from './steps.mjs'

install()
step('Build the command line', ['pnpm', '--filter', 'facegan...', '--stream', 'run', 'build'], {
  quiet: true,
})
step('Make 64 faces', [
  process.execPath,
  'packages/cli/dist/bin.js',
  'generate',
  '--seeds',
  '0-63',
  '--out',
  'faces.webp',
  '--scale',
  '3',
])
