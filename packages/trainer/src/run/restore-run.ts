import type { TrainConfig } from '../config.ts'
import type { Dataset } from '../data/dataset.ts'
import type { TrainDevice } from '../device.ts'
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
  readonly config: TrainConfig
  readonly dataset: Dataset
  /** What computes from here on. */
  readonly device: TrainDevice
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
  const { gan, config, dataset, device, isNew, onMessage } = options
  const { fingerprint } = dataset
  const warn = (warning: string) => onMessage(warning, 'warning')
  const restored = await restoreNewest(run.checkpoints, gan, warn)
  if (!isNew && !restored) onMessage('There is no checkpoint yet: starting from the beginning.')
  if (restored) {
    const { step, imagesSeen, dataset: before, device: earlier = 'native' } = restored.state
    onMessage(`Resumed at step ${step} (${(imagesSeen / 1000).toFixed(1)} kimg).`)
    if (before !== fingerprint)
      warn('The pictures changed since this run stopped; it goes on with those that are there now.')
    if (earlier !== device) warn(otherDevice(earlier, device, config))
  }
  const state = restored?.state ?? { ...start, dataset: fingerprint }
  await rewindLog(run.log, state.step)
  await rewindLog(run.evaluations, state.step)
  return { state, checkpoint: restored?.checkpoint }
}

/** Everything random is the same on both; sums are rounded in another order, and small differences grow. */
function otherDevice(earlier: TrainDevice, now: TrainDevice, { precision }: TrainConfig): string {
  const rounding =
    precision === 'bfloat16' ? ', and convolutions multiply in bfloat16 on native TensorFlow alone' : ''
  return (
    `This run was trained on ${names[earlier]} so far and goes on on ${names[now]}: the same latents, pictures and masks, but sums ` +
    `are rounded differently${rounding}, so its curve is that of an unbroken run only about.`
  )
}

const names: Readonly<Record<TrainDevice, string>> = { native: 'native TensorFlow', wasm: 'WASM' }

const start = { step: 0, imagesSeen: 0, seconds: 0, window: emptyWindow }
