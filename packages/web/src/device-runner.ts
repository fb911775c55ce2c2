/** A file of its own: what can change the device is fetched after the first faces. */
export { DeviceRunner } from '@facegan/core'
export { rememberingTrials } from './remembered-trial.ts'
