import { fork } from 'node:child_process'
import { basename, extname } from 'node:path'
import { CannotDescribeError, type Description, type Wishes } from './description.ts'

export interface Question {
  readonly path: string
  readonly name: string
  readonly wishes: Wishes
}

export type Answer =
  | { readonly description: Description }
  | { readonly refusal: { readonly message: string; readonly hint: string | undefined } }
  | { readonly bug: string }

export interface DescribeOptions {
  readonly wishes: Wishes
  /** @default made of the file's name */
  readonly name?: string | undefined
  /** How long the file may take. */
  readonly timeoutMs: number
  readonly signal?: AbortSignal | undefined
}

/**
 * Proposes the manifest of an ONNX file, in a process of its own: whatever the file does there, this one lives.
 *
 * @throws CannotDescribeError where it is no generator, crashes, or takes too long
 */
export async function describeOnnx(path: string, options: DescribeOptions): Promise<Description> {
  const { wishes, name = nameOf(path), timeoutMs, signal } = options
  signal?.throwIfAborted()
  const child = fork(new URL('./child.js', import.meta.url), {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let stderr = ''
  child.stderr?.on('data', (text) => (stderr = `${stderr}${text}`.slice(-2000)))
  const answer = await new Promise<Answer>((resolve, reject) => {
    const timer = setTimeout(() => {
      end(() =>
        reject(
          new CannotDescribeError(
            `It was not done after ${timeoutMs / 1000} s.`,
            'a large network may need longer: --timeout SECONDS',
          ),
        ),
      )
    }, timeoutMs)
    const onAbort = () => end(() => reject(signal?.reason))
    function end(settle: () => void): void {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
      child.kill('SIGKILL')
      settle()
    }
    signal?.addEventListener('abort', onAbort)
    child.on('message', (message: Answer) => end(() => resolve(message)))
    child.on('error', (error) => end(() => reject(error)))
    child.on('exit', (code, by) => {
      const how = by ? `it was ended by ${by}` : `it ended with code ${code}`
      end(() =>
        reject(
          new CannotDescribeError(
            `Inspecting it crashed ONNX Runtime (${how}).`,
            'the file is damaged, or made to do harm',
            stderr ? new Error(stderr.trim()) : undefined,
          ),
        ),
      )
    })
    child.send({ path, name, wishes } satisfies Question)
  })
  if ('description' in answer) return answer.description
  if ('refusal' in answer) throw new CannotDescribeError(answer.refusal.message, answer.refusal.hint)
  throw new Error(answer.bug)
}

/** `My Model.onnx` -> `my-model` */
function nameOf(path: string): string {
  const plain = basename(path, extname(path))
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
  return plain || 'model'
}
