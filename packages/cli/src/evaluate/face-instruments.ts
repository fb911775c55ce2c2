import { messageOf } from '@facegan/core'
import type { EvaluateOptions } from '@facegan/trainer'
import { detectFaces, faceEmbeddings, faceEmbeddingSpace, MissingFaceApiError } from '@facegan/trainer/judge'

/** Smaller pictures no face network sees anything on. */
const smallestFace = 16

/** The measures that know what a face is: none where pictures are tiny, or face-api is not installed, which is said. */
export async function faceInstruments(
  size: number,
  onMessage: (message: string) => void,
): Promise<Pick<EvaluateOptions, 'spaces' | 'detectFaces'>> {
  if (size < smallestFace) return {}
  try {
    await faceEmbeddings(new Uint8Array(0), size)
  } catch (error) {
    if (!(error instanceof MissingFaceApiError)) throw error
    onMessage(
      `The face embedding and the detector are left out. ${messageOf(error)} To have them, ${error.hint}.`,
    )
    return {}
  }
  return {
    spaces: [faceEmbeddingSpace],
    detectFaces: async (pixels) => (await detectFaces(pixels, size)).exactlyOne,
  }
}
