import { readFile } from 'node:fs/promises'
import { FaceganError, messageOf } from '@facegan/core'
import { CannotDescribeError } from './description.ts'
import { inspect } from './inspect.ts'
import { openSession } from './open-session.ts'
import type { Answer, Question } from './describe-onnx.ts'

// A process of its own: a hostile file may crash native code, fill the memory or never end.
process.once('message', (question: Question) => {
  void answer(question).then((reply) => process.send?.(reply, undefined, undefined, () => process.exit()))
})

async function answer({ path, name, wishes }: Question): Promise<Answer> {
  try {
    const bytes = await bytesOf(path)
    return { description: await inspect(bytes, name, wishes, () => openSession(bytes)) }
  } catch (error) {
    if (error instanceof RangeError)
      return { refusal: { message: `Its sizes do not fit in memory: ${error.message}.`, hint: undefined } }
    if (!FaceganError.isInstance(error)) return { bug: (error as Error).stack ?? messageOf(error) }
    return { refusal: { message: error.message, hint: error.hint } }
  }
}

async function bytesOf(path: string): Promise<Uint8Array<ArrayBuffer>> {
  return readFile(path).then(
    (bytes) => new Uint8Array(bytes),
    (error: unknown) => {
      throw new CannotDescribeError(
        `${path} could not be read: ${messageOf(error)}.`,
        'check the path',
        error,
      )
    },
  )
}
