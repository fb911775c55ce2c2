import { FaceganError } from '@facegan/web'

/** How work failed, as JSON. */
export async function failure(work: Promise<unknown>) {
  try {
    await work
    return { code: undefined, message: 'it did not fail', hint: undefined }
  } catch (error) {
    if (!FaceganError.isInstance(error)) return { code: undefined, message: String(error), hint: undefined }
    return { code: error.code, message: error.message, hint: error.hint }
  }
}
