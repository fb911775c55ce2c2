import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Where a package's main file is, found as `import` finds it; undefined where it is not installed. */
export function locatePackage(name: string): string | undefined {
  try {
    return fileURLToPath(import.meta.resolve(name)) // require.resolve would look in NODE_PATH too, import does not
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
  return createRequire(import.meta.url)('onnxruntime-node/package.json').version
}
