import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const require = createRequire(import.meta.url)

/** Where a package's main file is; undefined where it is not installed. */
export function locatePackage(name: string): string | undefined {
  try {
    return require.resolve(name)
  } catch {
    return undefined
  }
}

/** Where onnxruntime-node keeps the native libraries of this platform; undefined where it is not installed. */
export function bindingFolder(): string | undefined {
  const main = locatePackage('onnxruntime-node') // …/onnxruntime-node/dist/index.js
  return main && join(dirname(main), '..', 'bin', 'napi-v6', process.platform, process.arch)
}

/** onnxruntime-node's own version, which its provider libraries must have too. */
export function bindingVersion(): string {
  return require('onnxruntime-node/package.json').version
}
