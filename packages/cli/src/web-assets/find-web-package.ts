import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { FaceganError } from '@facegan/core'

/** Where what a page needs lies on this machine. */
export interface WebPackage {
  /** Folder of the self-contained scripts. */
  readonly standalone: string
  /** ONNX Runtime's WebAssembly, of the version that the workers contain. */
  readonly wasmFiles: readonly string[]
  /** Folder of the built-in model that this version names. */
  readonly model: string
}

/** `@facegan/web` is not installed where it was looked for. */
class WebPackageMissingError extends FaceganError {
  constructor(folder: string) {
    super(
      'FACEGAN_MISSING_PACKAGE',
      `This command needs the package @facegan/web, which ${folder} does not have.`,
      {
        hint: 'run `npm install @facegan/web` there',
      },
    )
  }
}

/** The project's own copy, so that scripts and types agree; else the one beside this program. @throws WebPackageMissingError */
export function findWebPackage(project: string): WebPackage {
  const script = resolveIn(join(resolve(project), 'package.json')) ?? resolveIn(import.meta.url)
  if (script === undefined) throw new WebPackageMissingError(resolve(project))
  const ofWeb = createRequire(script)
  return {
    standalone: dirname(script),
    wasmFiles: ['ort-wasm-simd-threaded.wasm', 'ort-wasm-simd-threaded.asyncify.wasm'].map((file) =>
      ofWeb.resolve(`onnxruntime-web/${file}`),
    ),
    model: dirname(ofWeb.resolve('@facegan/model-faces-64/facegan.json')),
  }
}

function resolveIn(from: string): string | undefined {
  try {
    return createRequire(from).resolve('@facegan/web/standalone/facegan.js')
  } catch {
    return undefined
  }
}
