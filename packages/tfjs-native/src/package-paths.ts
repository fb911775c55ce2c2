import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Accelerator } from './installation.ts'

/** This package's folder; `src` and `dist` lie side by side in it. */
const PACKAGE_ROOT = join(dirname(fileURLToPath(import.meta.url)), '..')

/** tfjs-node-gpu's JavaScript and addon sources, copied here by `scripts/vendor.mjs`. */
export const VENDOR_ROOT = join(PACKAGE_ROOT, 'vendor/tfjs-node-gpu')
export const ADDON_SOURCES = join(VENDOR_ROOT, 'binding')

/** Runs in its own process, so it is the built file even when the caller is a test in `src`. */
export const CHECK_SCRIPT = join(PACKAGE_ROOT, 'dist/addon-check.js')
/** Runs in a thread of its own, so it is the built file likewise. */
export const WASM_THREAD_SCRIPT = join(PACKAGE_ROOT, 'dist/wasm/thread.js')
const BIN_SCRIPT = join(PACKAGE_ROOT, 'dist/bin.js')

export const requirementsFile = (purpose: Accelerator | 'zig'): string =>
  join(PACKAGE_ROOT, `python/requirements-${purpose}.txt`)

/** The line that sets this package up, whoever depends on it and wherever it lies. */
export function setupCommand(accelerator: Accelerator = 'cpu'): string {
  const path = /^[\w@%+=:,./-]+$/.test(BIN_SCRIPT) ? BIN_SCRIPT : `'${BIN_SCRIPT.replaceAll("'", `'\\''`)}'`
  return `node ${path} setup${accelerator === 'cuda' ? ' --cuda' : ''}`
}
