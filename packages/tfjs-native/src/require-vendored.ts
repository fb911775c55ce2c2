import { createRequire } from 'node:module'
import { join } from 'node:path'
import { VENDOR_ROOT } from './package-paths.ts'

const require = createRequire(import.meta.url)

/** Loads one CommonJS module of tfjs-node, for example `io/file_system.js`. */
export const requireVendored = (module: string) => require(join(VENDOR_ROOT, 'dist', module))
