// `pnpm bench NAME`: builds, sets TensorFlow up, then times us against others in test/bench.

import { install, step } from './steps.mjs'

install()
step('Build', ['pnpm', '-r', '--stream', 'run', 'build'], { quiet: true })
step('Set up TensorFlow', [process.execPath, 'packages/tfjs-native/dist/bin.js', 'setup'], { quiet: true })
step('Bench', [process.execPath, 'test/bench/dist/main.js', ...process.argv.slice(2)])
