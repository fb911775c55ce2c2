import { FaceganError, messageOf } from '@facegan/core'

/** The pictures to train on are missing, unreadable, or fewer than a batch. */
export class DataError extends FaceganError {
  constructor(message: string, hint: string, cause?: unknown) {
    super('FACEGAN_DATA', message, { hint, cause })
  }
}

/** The run folder is not what the command needs: occupied, missing, damaged or not writable. */
export class RunFolderError extends FaceganError {
  constructor(message: string, hint: string, cause?: unknown) {
    super('FACEGAN_RUN_FOLDER', message, { hint, cause })
  }
}

/** The thread that assembles batches ended. */
export class BatchWorkerError extends FaceganError {
  constructor(cause: unknown) {
    super('FACEGAN_BATCH_WORKER', `The thread that assembles batches stopped: ${messageOf(cause)}.`, {
      hint: 'go on from the last checkpoint with --resume; if memory ran out, with fewer pictures',
      cause,
    })
  }
}

/** A loss or a weight stopped being a number. */
export class TrainingDivergedError extends FaceganError {
  constructor(step: number, lossG: number, lossD: number, checkpoint: string | undefined) {
    super(
      'FACEGAN_DIVERGED',
      `Training diverged at step ${step}: a loss or a weight is no number any more (generator loss ${lossG}, discriminator loss ${lossD}). ` +
        (checkpoint ? `The last good checkpoint is ${checkpoint}.` : 'There was no checkpoint yet.'),
      { hint: 'start again with a lower learning rate (--learning-rate 1e-4) or another --seed' },
    )
  }
}

/** A config file is missing, is not what its ending says, or holds no config. */
export class ConfigFileError extends FaceganError {
  constructor(message: string, hint: string, cause?: unknown) {
    super('FACEGAN_CONFIG_FILE', message, { hint, cause })
  }
}
