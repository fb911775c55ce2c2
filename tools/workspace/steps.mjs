// Runs the steps of a workspace command one after another, says what each is and how long it took.

import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))

/** pnpm as it was started, so that `npx -y pnpm@… run …` needs no pnpm on the PATH. */
const pnpm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['pnpm']

/**
 * @param {string} title what a reader sees
 * @param {readonly string[]} command program and arguments; `pnpm` is the pnpm that runs us
 * @param {{ quiet?: boolean }} [options] quiet: show its output only when it fails
 */
export function step(title, command, { quiet = false } = {}) {
  const [program, ...args] = command[0] === 'pnpm' ? [...pnpm, ...command.slice(1)] : command
  process.stderr.write(`▸ ${title}\n`)
  const begun = performance.now()
  const { status, error, stdout, stderr } = spawnSync(program, args, {
    cwd: root,
    stdio: quiet ? 'pipe' : 'inherit',
    encoding: 'utf8',
    maxBuffer: 64 * 2 ** 20,
  })
  if (error || status !== 0) {
    if (quiet) process.stderr.write(`${stdout}${stderr}`)
    process.stderr.write(`✗ ${title}${error ? `: ${error.message}` : ''}\n  ${command.join(' ')}\n`)
    process.exit(status ?? 1)
  }
  process.stderr.write(`  ${((performance.now() - begun) / 1000).toFixed(1)} s\n`)
}

/** Everything from the lockfile, nothing else. */
export function install() {
  step('Install packages', ['pnpm', 'install', '--frozen-lockfile', '--prefer-offline'], { quiet: true })
}
