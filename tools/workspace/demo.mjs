// `pnpm demo`: the page of faces, built and served on this machine. `pnpm demo build` writes it to a folder instead.

import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { install, root, step } from './steps.mjs'

const [what = 'serve', ...rest] = process.argv.slice(2).map((argument) => argument.replace(/^--/, ''))
if (!['serve', 'build'].includes(what) || rest.length > 0) {
  process.stderr.write('pnpm demo [build]\n')
  process.exit(2)
}

const demo = join(root, 'examples/demo')
install()
step('Build the page', ['pnpm', '--filter', '@facegan/example-demo...', '--stream', 'run', 'build'], {
  quiet: true,
})
if (what === 'build') {
  process.stdout.write(`${join(demo, 'dist')}\n`)
  process.stderr.write('Any static host serves it, from any path: see examples/demo/README.md.\n')
} else {
  // Ctrl-C ends the server, and is no failure
  const { status, signal } = spawnSync(
    process.execPath,
    [join(demo, 'node_modules/vite/bin/vite.js'), 'preview'],
    {
      cwd: demo,
      stdio: 'inherit',
    },
  )
  process.exitCode = signal ? 0 : (status ?? 1)
}
