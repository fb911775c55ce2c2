// Copies what we need of @tensorflow/tfjs-node-gpu into vendor/, so that our users never run its
// install script (it downloads libtensorflow from one host and fails where that is blocked).
// Left out: index.js, which asks node-pre-gyp for the addon; src/tfjs-node.ts stands in its place.
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
  'callbacks',
  'image',
  'int64_tensors',
  'io/file_system',
  'io/index',
  'io/io_utils',
  'io/node_http',
  'node',
  'nodejs_kernel_backend',
  'proto/api_pb',
  'register_all_kernels',
  'saved_model',
  'tensorboard',
  'version',
].map((module) => `${module}.js`)

/** The types of `tf.node` and of what `tf.io` gains, with all that they refer to. */
const TYPES = [
  'callbacks',
  'image',
  'io/file_system',
  'io/index',
  'io/node_http',
  'node',
  'nodejs_kernel_backend',
  'saved_model',
  'tensorboard',
  'tfjs_binding',
].map((module) => `${module}.d.ts`)

// Node 24 no longer has util.isNullOrUndefined and util.isArray, and Node 22 warns about them;
// tfjs-core is not a dependency of ours, and @tensorflow/tfjs exports the same names.
const NODE_UTIL = `'use strict'
// Added by @facegan/tfjs-native: the names that tfjs-node takes from Node's util.
const { promisify } = require('util')
module.exports = { promisify, isArray: Array.isArray, isNullOrUndefined: (value) => value == null }
`

/** Mistakes of tfjs-node that break documented calls, each with its cure. */
const CURES = {
  'int64_tensors.js': {
    what: 'negative numbers keep their sign as int64 inputs of a SavedModel',
    from: 'buffer[i * 2] = value[i];',
    to: 'buffer[i * 2] = value[i];\n        buffer[i * 2 + 1] = value[i] < 0 ? -1 : 0;',
  },
  'saved_model.js': {
    what: 'shapes of inputs and outputs are numbers, as their type says, not protobuf messages',
    from: '.getTensorShape().getDimList()',
    to: '.getTensorShape().getDimList().map(function (dim) { return dim.getSize(); })',
  },
  'nodejs_kernel_backend.js': {
    what: 'a histogram of equal values, which concatenated scalars',
    from: 'tf.concat([bucketStart, bucketEnd, bucketCounts_1])',
    to: 'tf.stack([bucketStart, bucketEnd, bucketCounts_1])',
  },
}

/** Rewrites imports, applies the cure, and says so at the top of the file, as Apache-2.0 section 4(b) asks. */
function adapt(code, file) {
  const up = '../'.repeat(file.split('/').length - 1) || './'
  const imports = code
    .replaceAll('require("util")', `require("${up}node-util.js")`)
    .replaceAll('require("@tensorflow/tfjs-core")', 'require("@tensorflow/tfjs")')
  const cure = CURES[file]
  if (cure && !code.includes(cure.from)) throw new Error(`${file} no longer holds: ${cure.from}`)
  const adapted = cure ? imports.replaceAll(cure.from, cure.to) : imports
  const changes = [
    ...(imports === code ? [] : ['imports of util and tfjs-core']),
    ...(cure ? [cure.what] : []),
  ]
  return changes.length === 0
    ? code
    : `// Modified by @facegan/tfjs-native: ${changes.join('; ')}.\n${adapted}`
}

rmSync(partial, { recursive: true, force: true })
const kernels = readdirSync(join(source, 'dist/kernels')).filter((file) => file.endsWith('.js'))
for (const file of [...MODULES, ...TYPES, ...kernels.map((kernel) => `kernels/${kernel}`)]) {
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
Changed, in files that say so in their first line: imports of "util" and "@tensorflow/tfjs-core";
${Object.entries(CURES)
  .map(([file, { what }]) => `dist/${file}: ${what}.`)
  .join('\n')}
Added: dist/node-util.js, package.json and this file. Left out: tests and the package's entry point.
`,
)
rmSync(target, { recursive: true, force: true })
renameSync(partial, target)
