import { writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

export type Fault = 'throws' | 'dies'

/**
 * An inference thread on the real ONNX Runtime that works for some runs and then fails at each further one: `throws` as
 * a lost GPU does, `dies` as a thread out of memory does.
 *
 * @param folder to write its entry into
 * @returns the entry, for `openWorkerChannel`
 */
export async function faultyWorker(folder: string, fault: Fault, goodRuns: number): Promise<URL> {
  const runtime = pathToFileURL(createRequire(import.meta.url).resolve('onnxruntime-node'))
  const body = new URL('../../dist/serve-session.js', import.meta.url)
  const path = join(folder, `${fault}-after-${goodRuns}.mjs`)
  const code = `import * as ort from ${JSON.stringify(runtime)}
    import { serveSession } from ${JSON.stringify(body)}
    let left = ${goodRuns}
    function failing(session) {
      const run = (...given) => {
        if (left-- > 0) return session.run(...given)
        if (${fault === 'throws'}) throw new Error('the device was lost')
        setImmediate(() => { throw new Error('out of memory') })
        return new Promise(() => {})
      }
      return { inputMetadata: session.inputMetadata, outputMetadata: session.outputMetadata, run }
    }
    const create = async (...given) => failing(await ort.InferenceSession.create(...given))
    serveSession({ env: ort.env, Tensor: ort.Tensor, InferenceSession: { create } })`
  await writeFile(path, code)
  return pathToFileURL(path)
}
