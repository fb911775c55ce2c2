import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'
import { NativeBackendError } from '../errors.ts'
import { tf } from '../tf.ts'
import { loadModule, mostThreads, WASM_PACKAGE, type WasmModule } from './load-module.ts'
import { registerTrainingKernels } from './training-kernels.ts'
import { WASM_BACKEND, type WasmBackend } from './wasm-backend.ts'

const require = createRequire(import.meta.url)

export interface WasmBackendInfo {
  /** Of tfjs and of its WASM kernels. */
  readonly version: string
  readonly threads: number
  /** Why it runs on one thread although there are more cores; undefined where it does not. */
  readonly singleBecause: string | undefined
}

interface WasmPackage {
  readonly BackendWasm: new (module: WasmModule) => WasmBackend
  readonly version_wasm: string
  setThreadsCount(count: number): void
}

let active: Promise<WasmBackendInfo> | undefined

/**
 * Makes tfjs's WASM backend, with the kernels that training needs, the backend of `tf`: for where there is no
 * libtensorflow. Everything comes from files of installed packages. Call it before the first tensor is made; more
 * calls return the same answer.
 *
 * @param options.threads 1 to 8; results do not depend on it. @default TFJS_NATIVE_WASM_THREADS, or one a core
 * @throws NativeBackendError TFJS_NATIVE_BAD_ARGUMENT, TFJS_NATIVE_WASM_MISSING, TFJS_NATIVE_WASM_LOAD
 */
export function useWasmBackend({ threads }: { threads?: number } = {}): Promise<WasmBackendInfo> {
  active ??= start(
    threads ?? threadsFromEnvironment() ?? Math.min(availableParallelism(), mostThreads),
  ).catch((error: unknown) => {
    active = undefined // it may be installed by the next call
    throw error
  })
  return active
}

/** Version of the installed kernels, undefined where there are none: a look at files, nothing is started. */
export function locateWasm(): string | undefined {
  try {
    return (require(`${WASM_PACKAGE}/package.json`) as { version: string }).version
  } catch {
    return undefined
  }
}

function threadsFromEnvironment(): number | undefined {
  const text = process.env['TFJS_NATIVE_WASM_THREADS']
  return text === undefined || text === '' ? undefined : Number(text)
}

async function start(threads: number): Promise<WasmBackendInfo> {
  if (!(Number.isInteger(threads) && threads >= 1 && threads <= mostThreads))
    throw new NativeBackendError(
      'TFJS_NATIVE_BAD_ARGUMENT',
      `WASM cannot run on ${threads} threads.`,
      `Give a whole number from 1 to ${mostThreads}, as \`threads\` or in TFJS_NATIVE_WASM_THREADS.`,
    )
  const version = locateWasm()
  if (version !== tf.version.tfjs)
    throw new NativeBackendError(
      'TFJS_NATIVE_WASM_MISSING',
      version === undefined
        ? `The package ${WASM_PACKAGE} is not installed (it is an optional dependency).`
        : `${WASM_PACKAGE} is ${version}, and TensorFlow.js ${tf.version.tfjs}.`,
      `Run: npm install ${WASM_PACKAGE}@${tf.version.tfjs}`,
    )
  try {
    const { module, singleBecause } = await loadBest(threads)
    const { BackendWasm, setThreadsCount } = require(WASM_PACKAGE) as WasmPackage
    const count = module.PThread ? threads : 1
    setThreadsCount(count)
    const backend = new BackendWasm(module)
    // eight were made ready
    for (const spare of module.PThread?.unusedWorkers.splice(0) ?? []) void spare.terminate()
    tf.removeBackend(WASM_BACKEND) // the package's own, which knows no threads in Node
    tf.registerBackend(WASM_BACKEND, () => backend, 2)
    void tf.setBackend(WASM_BACKEND)
    registerTrainingKernels()
    return { version, threads: count, singleBecause }
  } catch (cause) {
    throw new NativeBackendError(
      'TFJS_NATIVE_WASM_LOAD',
      `${WASM_PACKAGE} ${version} does not run in Node ${process.version} (${process.platform} ${process.arch}): ` +
        `${cause instanceof Error ? cause.message.split('\n')[0] : String(cause)}`,
      'Install the package again, or use Node 20.19, 22.12, 24 or newer; memory may have run out, too.',
      cause,
    )
  }
}

/** With threads where they start, else without. */
async function loadBest(threads: number): Promise<{ module: WasmModule; singleBecause: string | undefined }> {
  if (threads > 1)
    try {
      return { module: await loadModule(threads), singleBecause: undefined }
    } catch (error) {
      const singleBecause = error instanceof Error ? error.message : String(error)
      return { module: await loadModule(1), singleBecause }
    }
  return { module: await loadModule(1), singleBecause: undefined }
}
