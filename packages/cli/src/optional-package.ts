import { FaceganError } from '@facegan/core'

/** A package that only some commands need is not installed. */
export class MissingPackageError extends FaceganError {
  constructor(name: string, cause: unknown) {
    super('FACEGAN_MISSING_PACKAGE', `This command needs the package ${name}, which is not installed.`, {
      hint: name.endsWith('/recognition')
        ? 'run `npm install @facegan/recognition @facegan/trainer @facegan/tfjs-native`'
        : 'run `npm install @facegan/trainer @facegan/tfjs-native @facegan/tfjs-to-onnx`',
      cause,
    })
  }
}

/**
 * Waits for an `import()` of an optional package.
 *
 * @throws MissingPackageError with the line that installs it
 */
export async function optionalPackage<T>(loading: Promise<T>): Promise<T> {
  return loading.catch((error: unknown) => {
    const { code, message } = error as { code?: string; message?: string }
    const missing = /package '(@facegan\/[\w-]+)'/.exec(message ?? '')?.[1]
    if (code === 'ERR_MODULE_NOT_FOUND' && missing) throw new MissingPackageError(missing, error)
    throw error
  })
}
