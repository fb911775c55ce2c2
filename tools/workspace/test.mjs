// `pnpm test`: gets what is missing, then every check and every test there is.

import { step } from './steps.mjs'
import { ensureSystemPrograms } from './system-programs.mjs'

ensureSystemPrograms()
step('Static checks', [process.execPath, 'tools/workspace/check.mjs'])
step('Set up TensorFlow', [process.execPath, 'packages/tfjs-native/dist/bin.js', 'setup'])
process.stderr.write(
  '! Not run: training on CUDA (the CPU build was set up). Node on CUDA runs only where its libraries lie; the parity test lists what ran.\n',
)
step('Tests', ['pnpm', 'exec', 'vitest', 'run', ...process.argv.slice(2)])
