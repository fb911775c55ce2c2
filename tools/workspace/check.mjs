// `pnpm check`: format, lint, types, import boundaries, dead code, packed exports. No test, no network but npm.

import { install, step } from './steps.mjs'

/** Packages with an API, then what is published as data. */
const libraries = ['core', 'node', 'web', 'tfjs-native', 'trainer', 'recognition', 'cli'].map(
  (name) => `packages/${name}`,
)
const published = [...libraries, 'models/faces-64', 'tools/tfjs-to-onnx']

/** @param {string} title @param {...string} command a tool of the workspace and its arguments */
function check(title, ...command) {
  step(title, ['pnpm', 'exec', ...command], { quiet: true })
}

install()
step('Build', ['pnpm', '-r', '--stream', 'run', 'build'], { quiet: true })
check('Format', 'oxfmt', '--check', '.')
check('Lint', 'oxlint', '--deny-warnings')
check('Types of tests', 'tsc', '-p', 'tsconfig.tests.json')
check('Import boundaries', 'depcruise', 'packages', '--config', 'tools/config/dependency-rules.cjs')
check('Dead code', 'knip', '--config', 'tools/config/knip.json')
for (const folder of published) check(`Package ${folder}`, 'publint', folder, '--strict')
for (const folder of libraries)
  check(
    `Types of ${folder}, as others see them`,
    'attw',
    '--pack',
    folder,
    '--profile',
    'esm-only',
    '--quiet',
  )
step('Size of what is published', [process.execPath, 'tools/workspace/size-budget.mjs'], { quiet: true })
step('JavaScript before the first face', [process.execPath, 'tools/workspace/web-size.mjs'])
