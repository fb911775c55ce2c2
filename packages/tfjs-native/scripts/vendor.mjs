// Copies what we need of @tensorflow/tfjs-node-gpu into vendor/, so that our users never run its
// install script (it downloads libtensorflow from one host and fails where that is blocked).
// Left out: index.js, node.js and callbacks.js, which need node-pre-gyp and a progress bar, and SavedModel.
import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const packageRoot = join(dirname(fileURLToPath(import.meta.url)), '..')
const manifestPath = createRequire(import.meta.url).resolve('@tensorflow/tfjs-node-gpu/package.json')
const source = dirname(manifestPath)
const { name, version } = JSON.parse(readFileSync(manifestPath, 'utf8'))
const target = join(packageRoot, 'vendor/tfjs-node-gpu')
const partial = `${target}.${process.pid}.partial`

const MODULES = [
  'image.js',
  'int64_tensors.js',
  'nodejs_kernel_backend.js',
  'register_all_kernels.js',
  'tensorboard.js',
  'io/file_system.js',
  'io/io_utils.js',
  'proto/api_pb.js',
]

// Node 24 no longer has util.isNullOrUndefined and util.isArray, and Node 22 warns about them;
// tfjs-core is not a dependency of ours, and @tensorflow/tfjs exports the same names.
const NODE_UTIL = `'use strict'
// Added by @facegan/tfjs-native: the names that tfjs-node takes from Node's util.
const { promisify } = require('util')
module.exports = { promisify, isArray: Array.isArray, isNullOrUndefined: (value) => value == null }
`

/** Rewrites the two imports and says so at the top of the file, as Apache-2.0 section 4(b) asks. */
function adapt(code, file) {
  const up = '../'.repeat(file.split('/').length - 1) || './'
  const adapted = code
    .replaceAll('require("util")', `require("${up}node-util.js")`)
    .replaceAll('require("@tensorflow/tfjs-core")', 'require("@tensorflow/tfjs")')
  return adapted === code
    ? code
    : `// Modified by @facegan/tfjs-native: imports of util and tfjs-core.\n${adapted}`
}

rmSync(partial, { recursive: true, force: true })
const kernels = readdirSync(join(source, 'dist/kernels')).filter((file) => file.endsWith('.js'))
for (const file of [...MODULES, ...kernels.map((kernel) => `kernels/${kernel}`)]) {
  const to = join(partial, 'dist', file)
  mkdirSync(dirname(to), { recursive: true })
  writeFileSync(to, adapt(readFileSync(join(source, 'dist', file), 'utf8'), file))
}
writeFileSync(join(partial, 'dist/node-util.js'), NODE_UTIL)
cpSync(join(source, 'binding'), join(partial, 'binding'), { recursive: true })
cpSync(join(packageRoot, 'LICENSE'), join(partial, 'LICENSE'))
writeFileSync(
  join(partial, 'package.json'),
  `${JSON.stringify({ name, version, private: true, license: 'Apache-2.0', type: 'commonjs' }, null, 2)}\n`,
)
writeFileSync(
  join(partial, 'NOTICE'),
  `This folder holds parts of ${name} ${version}
(https://github.com/tensorflow/tfjs), Copyright Google LLC, under the Apache License 2.0 (LICENSE).
Changed: imports of "util" and "@tensorflow/tfjs-core", in files that say so in their first line.
Added: dist/node-util.js, package.json and this file. Left out: tests and the package's entry point.
`,
)
rmSync(target, { recursive: true, force: true })
renameSync(partial, target)
