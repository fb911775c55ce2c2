import type { Dataset } from '../data/dataset.ts'
import type { Gan } from '../gan.ts'
import { restoreNewest, type TrainState } from './checkpoint.ts'
import type { RunFolder } from './run-folder.ts'
import { rewindLog } from './run-log.ts'
import { emptyWindow } from './step-window.ts'

/** Where a run stands before its first step of this session. */
export interface Standing {
  readonly state: TrainState
  /** The checkpoint that it was brought back to, if any. */
  readonly checkpoint: string | undefined
}

export interface RestoreOptions {
  readonly gan: Gan
  readonly dataset: Dataset
  /** A run that has just begun has no checkpoint, and nothing is said about that. */
  readonly isNew: boolean
  readonly onMessage: (message: string, kind?: 'warning') => void
}

/**
 * Brings networks, optimizers and logs to the newest whole checkpoint, or to the start.
 *
 * @throws RunFolderError when there are checkpoints and none is whole
 */
export async function restoreRun(run: RunFolder, options: RestoreOptions): Promise<Standing> {
  const { gan, dataset, isNew, onMessage } = options
  const { fingerprint } = dataset
  const warn = (warning: string) => onMessage(warning, 'warning')
  const restored = await restoreNewest(run.checkpoints, gan, warn)
  if (!isNew && !restored) onMessage('There is no checkpoint yet: starting from the beginning.')
  if (restored) {
    const { step, imagesSeen, dataset: before } = restored.state
    onMessage(`Resumed at step ${step} (${(imagesSeen / 1000).toFixed(1)} kimg).`)
    if (before !== fingerprint)
      warn('The pictures changed since this run stopped; it goes on with those that are there now.')
  }
  const state = restored?.state ?? { ...start, dataset: fingerprint }
  await rewindLog(run.log, state.step)
  await rewindLog(run.evaluations, state.step)
  return { state, checkpoint: restored?.checkpoint }
}

const start = { step: 0, imagesSeen: 0, seconds: 0, window: emptyWindow }
