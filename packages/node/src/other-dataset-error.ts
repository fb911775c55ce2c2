import { FaceganError } from '@facegan/core'

/** The folder holds shards of another model, of other seeds, or made in another way. */
export class OtherDatasetError extends FaceganError {
  constructor(folder: string, differences: readonly string[]) {
    super('FACEGAN_OTHER_DATASET', `${folder} holds shards of something else: ${differences.join('; ')}.`, {
      hint: 'choose another folder, or delete that one first',
    })
  }
}
